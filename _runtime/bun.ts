import { requireModule } from "./import_sync.ts";
import { createAsyncContext } from "./async_context.ts";
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

// The part of Bun and of its node modules that is used here.
interface BunProcess {
  env: Record<string, string | undefined>;
  on(event: string, listener: (...args: never[]) => void): void;
  prependListener(event: string, listener: () => void): void;
  off(event: string, listener: (...args: never[]) => void): void;
  exit(code?: number): never;
  exitCode?: number;
  pid: number;
  kill(pid: number, signal: string): void;
  getBuiltinModule(name: "node:os"): { availableParallelism(): number };
  getBuiltinModule(name: "node:worker_threads"): {
    receiveMessageOnPort(port: MessagePort): { message: unknown } | undefined;
  };
  getBuiltinModule(name: "bun:ffi"): {
    dlopen(library: string, symbols: Record<string, { returns: string }>): {
      symbols: { gettid(): number };
    };
  };
  getBuiltinModule(name: "node:fs"): {
    writeSync(fd: number, bytes: Uint8Array, offset: number): number;
    readFileSync(path: string, encoding: "utf8"): string;
    readlinkSync(path: string): string;
  };
}
interface BunNamespace {
  main: string;
  isMainThread: boolean;
  sleepSync(ms: number): void;
  pathToFileURL(path: string): URL;
}
interface BunWorker extends Worker {
  ref(): void;
  unref(): void;
}
type BunTimer = { ref(): void; unref(): void };

/** The platform, on Bun. */
export function createBun(): Runtime {
  const { Bun, process } = globalThis as unknown as { Bun: BunNamespace; process: BunProcess };
  const fs = () => process.getBuiltinModule("node:fs");
  let receive: ((port: MessagePort) => { message: unknown } | undefined) | undefined;

  return {
    name: "bun",

    capabilities: () => ({ threads: true, blocking: true, waitAsync: true }),

    createWorker(source: string, name: string, events: WorkerEvents): WorkerHandle {
      const url = "data:text/javascript," + encodeURIComponent(source);
      const worker = new Worker(url, { type: "module", name }) as BunWorker;
      let ended = false;
      const end = (message: string, code?: number) => {
        if (ended) return;
        ended = true;
        events.end?.({ message, code });
      };
      let failure: string | undefined;
      worker.addEventListener("message", (event) => events.message?.(event.data));
      worker.addEventListener("error", (event) => {
        failure = (event as ErrorEvent).message;
        event.preventDefault();
      });
      worker.addEventListener("close", (event) => {
        const { code } = event as Event & { code?: number };
        end(failure ?? "the worker ended", code);
      });
      worker.unref();
      return worker;
    },

    receiveMessage(port: MessagePort) {
      receive ??= process.getBuiltinModule("node:worker_threads").receiveMessageOnPort;
      return receive(port);
    },

    importSync: requireModule,

    sleepSync: (ms: number) => Bun.sleepSync(ms),

    cpuCount() {
      const read = (path: string) => {
        try {
          return fs().readFileSync(path, "utf8");
        } catch {
          return undefined;
        }
      };
      const available = process.getBuiltinModule("node:os").availableParallelism();
      return Math.max(1, Math.floor(Math.min(available, cpuQuota(read))));
    },

    env: (name: string) => process.env[name],

    onProgramExit: (hook: () => void) => process.prependListener("exit", hook),

    onThreadExit(hook: ExitHook) {
      // The "exit" event of a worker comes too late to tell a call of process.exit from the end of the whole program.
      const exit = process.exit.bind(process);
      process.exit = (code?: number) => {
        hook("process.exit", code ?? process.exitCode);
        return exit(code);
      };
    },

    onUncaught(handler) {
      process.on("uncaughtException", (error: unknown) => void handler(error, "error"));
      process.on("unhandledRejection", (reason: unknown) => void handler(reason, "rejection"));
    },

    onIdle: (hook: () => boolean) => process.on("beforeExit", () => void hook()),

    onFatal({ applies, run }: FatalHook) {
      let asked = false;
      const exit = process.exit.bind(process);
      process.exit = (code?: number) => {
        asked = true;
        return exit(code);
      };
      // An uncaught error, already reported; a program that ended by itself has nothing left that applies.
      process.on("exit", () => {
        if (!asked && applies()) run();
      });
    },

    isMainThread: () => Bun.isMainThread,

    nativeThreadId() {
      // Where the C library can't be asked, the kernel can, but loading node:fs takes a worker five milliseconds.
      return gettid(process) ?? linkedThreadId(fs);
    },

    raiseSignal(signal: string) {
      try {
        process.kill(process.pid, signal);
      } catch (error) {
        throw new RangeError(`signal must be the name of a signal, got "${signal}"`, {
          cause: error,
        });
      }
    },

    createAsyncContext,

    onSignal(signal: string, listener: () => void) {
      process.on(signal, listener);
      return () => process.off(signal, listener);
    },

    mainModule: () => Bun.main === "" ? undefined : Bun.pathToFileURL(Bun.main).href,

    writeStderr(text: string) {
      const bytes = new TextEncoder().encode(text);
      for (let written = 0; written < bytes.length;) {
        try {
          written += fs().writeSync(2, bytes, written);
        } catch (error) {
          // stderr is non-blocking once process.stderr was used; a reader that left is not our business.
          if ((error as { code?: string }).code !== "EAGAIN") return;
          Bun.sleepSync(1);
        }
      }
    },

    createKeepAlive(): KeepAlive {
      let timer: BunTimer | undefined;
      return {
        ref() {
          if (timer === undefined) timer = foreverTimer() as unknown as BunTimer;
          else timer.ref();
        },
        unref: () => timer?.unref(),
      };
    },
  };
}

function gettid(process: BunProcess): number | undefined {
  try {
    const ffi = process.getBuiltinModule("bun:ffi");
    return ffi.dlopen("libc.so.6", { gettid: { returns: "i32" } }).symbols.gettid();
  } catch {
    return undefined;
  }
}

function linkedThreadId(fs: () => { readlinkSync(path: string): string }): number | undefined {
  try {
    return threadIdOf(fs().readlinkSync(THREAD_SELF));
  } catch {
    return undefined;
  }
}

function foreverTimer() {
  return setInterval(() => {}, 2 ** 31 - 1);
}
