import { libcHere, libcHint } from "./libc_here.ts";
import { osError } from "./os_error.ts";
import { nodeModules } from "./node.ts";
import type { ChildProcess, ChildStdio, Processes, SpawnRequest } from "./platform.ts";

type Stdio = "piped" | "inherit" | "null";

/** Processes on Deno: Deno.Command. */
export function createDenoProcesses(isMainThread: () => boolean): Processes {
  const node = nodeModules();
  let heard: boolean | undefined;

  return {
    lacksArgv0: true,
    leaksDescriptors: true,
    libcHint: libcHint(),

    spawn(request) {
      const command = createCommand(request);
      let child: Deno.ChildProcess;
      try {
        child = command.spawn();
      } catch (error) {
        throw failure(error, request.file);
      }
      return adapt(child, request);
    },

    runBlocking(request) {
      // Its "piped" is the only thing that would need to be read.
      try {
        const { code, signal } = createCommand(request).outputSync();
        return signal === null ? code : -node.signals()[signal]!;
      } catch (error) {
        const status = realTimeSignal(error);
        if (status !== undefined) return status;
        throw failure(error, request.file);
      }
    },

    libc: libcHere,

    kill(pid, signal) {
      // Which needs no permission to run everything.
      const c = this.libc();
      if (c !== undefined) return c.kill(pid, signal);
      try {
        Deno.kill(pid, named(signal));
        return true;
      } catch (error) {
        if (error instanceof Deno.errors.NotFound || isEnded(error)) return false;
        throw failure(error, undefined);
      }
    },

    reader: (fd) => node.socketReader(fd),
    writer: (fd) => node.socketWriter(fd),
    signals: node.signals,
    openFile: node.openFile,
    closeFile: node.closeFile,
    readText: node.readText,

    onInterrupt(listener) {
      if (!isMainThread()) return () => {};
      // Deno tells of the listeners that were added in Node's way alone. Of others, that there were some when nobody
      // else can have added any.
      heard ??= this.libc()?.actionOf(node.signals().SIGINT!) === "caught";
      const interrupted = () => listener(heard! || node.listeners("SIGINT") > 0);
      Deno.addSignalListener("SIGINT", interrupted);
      return () => Deno.removeSignalListener("SIGINT", interrupted);
    },

    interrupt: () => Deno.kill(Deno.pid, "SIGINT"),

    onChildEnd(listener) {
      Deno.addSignalListener("SIGCHLD", listener);
      return () => Deno.removeSignalListener("SIGCHLD", listener);
    },

    directory(path) {
      // Asked first, because looking without the permission would prompt the user.
      if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return undefined;
      try {
        return Deno.statSync(path).isDirectory ? "fine" : "ENOTDIR";
      } catch (error) {
        return codeOf(error);
      }
    },
  };

  function named(signal: number): Deno.Signal {
    const name = Object.entries(node.signals()).find(([, number]) => number === signal)?.[0];
    return (name ?? signal) as Deno.Signal;
  }

  function adapt(child: Deno.ChildProcess, { stdio }: SpawnRequest): ChildProcess {
    const exited = child.status.then(
      ({ code, signal }) => signal === null ? code : -node.signals()[signal]!,
      (error) => {
        const status = realTimeSignal(error);
        if (status !== undefined) return status;
        throw error;
      },
    );
    // Whoever asks hears of it.
    exited.catch(() => {});
    const [stdin, stdout, stderr] = stdio.map((stream) => stream === "pipe");
    return {
      pid: child.pid,
      exited,
      kill(signal) {
        try {
          child.kill(named(signal));
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound) && !isEnded(error)) throw error;
        }
      },
      stdin: stdin ? child.stdin : undefined,
      stdout: stdout ? child.stdout : undefined,
      stderr: stderr ? child.stderr : undefined,
      hold(on) {
        try {
          if (on) child.ref();
          else child.unref();
        } catch (error) {
          // A child that has ended at once.
          if (!(error instanceof Deno.errors.BadResource)) throw error;
        }
      },
    };
  }
}

function createCommand(request: SpawnRequest): Deno.Command {
  const { file, argv, cwd, env, stdio, detached, uid, gid } = request;
  const [stdin, stdout, stderr] = stdio.map(stdioOf);
  return new Deno.Command(file, {
    args: argv.slice(1) as string[],
    cwd,
    env: env as Record<string, string> | undefined,
    clearEnv: env !== undefined,
    stdin,
    stdout,
    stderr,
    detached,
    uid,
    gid,
  } as Deno.CommandOptions);
}

// Descriptors are taken, too, though the types do not say so.
function stdioOf(stream: ChildStdio): Stdio {
  return stream === "pipe" ? "piped" : stream as Stdio;
}

function failure(error: unknown, filename: string | undefined): unknown {
  const code = codeOf(error);
  return code === undefined ? error : osError(code, filename, error);
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}

function isEnded(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes("terminated");
}

/** Deno has no name for these, and fails with "Invalid signal: 40". */
function realTimeSignal(error: unknown): number | undefined {
  const number = /Invalid signal: (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
  return number === undefined ? undefined : -Number(number);
}
