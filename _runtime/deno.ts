import { createAsyncContext } from "./async_context.ts";
import { NotSupportedError } from "./errors.ts";
import { requireModule } from "./import_sync.ts";
import { cpuQuota } from "./cpu_quota.ts";
import type {
  ExitHook,
  FatalHook,
  KeepAlive,
  Runtime,
  WorkerEvents,
  WorkerHandle,
} from "./runtime.ts";
import { THREAD_SELF, threadIdOf } from "./thread_id.ts";

interface DenoProcess {
  getBuiltinModule(name: "node:worker_threads"): {
    receiveMessageOnPort(port: MessagePort): { message: unknown } | undefined;
  };
}

// Timers are objects since Deno 2.9, and Deno.unrefTimer does not take what Number() makes of one.
type DenoTimer = { ref(): void; unref(): void };

/** The platform, on Deno. */
export function createDeno(): Runtime {
  let receive: ((port: MessagePort) => { message: unknown } | undefined) | undefined;
  let sleepWord: Int32Array | undefined;

  return {
    name: "deno",

    capabilities: () => ({ threads: true, blocking: true, waitAsync: true }),

    createWorker(source: string, name: string, events: WorkerEvents): WorkerHandle {
      const url = "data:text/javascript," + encodeURIComponent(source);
      const worker = new Worker(url, { type: "module", name });
      const setRef = refMethod(worker);
      worker.addEventListener("message", (event) => events.message?.(event.data));
      worker.addEventListener("error", (event) => {
        // Unprevented, the error of a worker ends the whole program.
        event.preventDefault();
        events.end?.({ message: event.message });
      });
      setRef(false);
      return {
        postMessage: (message, transfer = []) => worker.postMessage(message, transfer),
        terminate: () => worker.terminate(),
        ref: () => setRef(true),
        unref: () => setRef(false),
      };
    },

    receiveMessage(port: MessagePort) {
      // Loaded late: the first touch of `process` costs a worker about ten milliseconds.
      receive ??= (globalThis as unknown as { process: DenoProcess }).process
        .getBuiltinModule("node:worker_threads").receiveMessageOnPort;
      return receive(port);
    },

    importSync(url: string) {
      // Asked first, because reading without the permission would prompt the user.
      if (Deno.permissions.querySync({ name: "read", path: new URL(url) }).state !== "granted") {
        throw new NotSupportedError(
          `loading ${url} while the thread is blocked needs the permission to read it (--allow-read)`,
        );
      }
      return requireModule(url);
    },

    sleepSync(ms: number) {
      sleepWord ??= new Int32Array(new SharedArrayBuffer(4));
      Atomics.wait(sleepWord, 0, 0, ms);
    },

    cpuCount() {
      const read = (path: string) => {
        try {
          // Asked first, because reading without the permission would prompt the user.
          if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return;
          return Deno.readTextFileSync(path);
        } catch {
          return undefined;
        }
      };
      return Math.max(1, Math.floor(Math.min(navigator.hardwareConcurrency, cpuQuota(read))));
    },

    env(name: string) {
      const { state } = Deno.permissions.querySync({ name: "env", variable: name });
      return state === "granted" ? Deno.env.get(name) : undefined;
    },

    onProgramExit: (hook: () => void) => addEventListener("unload", hook),

    onThreadExit(hook: ExitHook) {
      const scope = globalThis as { close?: () => void };
      // A Deno worker that ends itself sends its creator nothing. process.exit ends in Deno.exit.
      const exit = Deno.exit;
      Deno.exit = (code?: number) => {
        hook("Deno.exit", code ?? Deno.exitCode);
        return exit(code);
      };
      const close = scope.close;
      if (close !== undefined) {
        scope.close = () => {
          hook("self.close", undefined);
          close.call(globalThis);
        };
      }
    },

    onUncaught(handler) {
      addEventListener("error", (event) => {
        if (handler(event.error ?? event.message, "error")) event.preventDefault();
      });
      addEventListener("unhandledrejection", (event) => {
        if (handler(event.reason, "rejection")) event.preventDefault();
      });
    },

    onIdle(hook: () => boolean) {
      addEventListener("beforeunload", (event) => {
        if (hook()) event.preventDefault();
      });
    },

    onFatal({ applies, run }: FatalHook) {
      // Deno tells nobody that an uncaught error ends the program, so it is ended here.
      const end = (event: Event, text: string) => {
        if (event.defaultPrevented || !applies()) return;
        event.preventDefault();
        this.writeStderr(`error: Uncaught ${text}\n`);
        run();
        Deno.exit(1);
      };
      addEventListener("error", (event) => end(event, describe(event.error, event.message)));
      addEventListener("unhandledrejection", (event) => {
        end(event, `(in promise) ${describe(event.reason, String(event.reason))}`);
      });
    },

    isMainThread: () => !("WorkerGlobalScope" in globalThis),

    nativeThreadId() {
      if (Deno.build.os !== "linux") return undefined;
      const { state } = Deno.permissions.querySync({ name: "read", path: THREAD_SELF });
      if (state !== "granted") return undefined;
      try {
        return threadIdOf(Deno.readLinkSync(THREAD_SELF));
      } catch {
        return undefined;
      }
    },

    raiseSignal(signal: string) {
      if (Deno.permissions.querySync({ name: "run" }).state !== "granted") {
        throw new NotSupportedError(
          `sending ${signal} to this process needs the permission --allow-run on Deno`,
        );
      }
      try {
        Deno.kill(Deno.pid, signal as Deno.Signal);
      } catch (error) {
        throw new RangeError(`signal must be the name of a signal, got "${signal}"`, {
          cause: error,
        });
      }
    },

    createAsyncContext,

    onSignal(signal: string, listener: () => void) {
      Deno.addSignalListener(signal as Deno.Signal, listener);
      return () => Deno.removeSignalListener(signal as Deno.Signal, listener);
    },

    mainModule: () => Deno.mainModule,

    writeStderr(text: string) {
      const bytes = new TextEncoder().encode(text);
      for (let written = 0; written < bytes.length;) {
        written += Deno.stderr.writeSync(bytes.subarray(written));
      }
    },

    createKeepAlive(): KeepAlive {
      let timer: DenoTimer | undefined;
      return {
        ref() {
          if (timer === undefined) {
            timer = setInterval(() => {}, 2 ** 31 - 1) as unknown as DenoTimer;
          } else timer.ref();
        },
        unref: () => void timer?.unref(),
      };
    },
  };
}

// Deno's web Worker has no public way to stop keeping the program alive; node:worker_threads, which has one, refuses
// https modules and starts three times slower. The method behind it is the one symbol without a description.
function refMethod(worker: Worker): (on: boolean) => void {
  const prototype = Object.getPrototypeOf(worker) as Record<symbol, (on: boolean) => void>;
  const key = Object.getOwnPropertySymbols(prototype).find((symbol) => !symbol.description);
  if (key !== undefined) return (on) => prototype[key]!.call(worker, on);
  worker.terminate();
  throw new NotSupportedError(
    `threads: Deno ${Deno.version.deno} gives no way to unreference a Worker, so the program ` +
      "could never end; use Deno 2.9, or report this with the version",
  );
}

function describe(error: unknown, otherwise: string): string {
  return error instanceof Error ? error.stack ?? String(error) : otherwise;
}
