import { type FileSink, readerOf, writerOf } from "./bun_streams.ts";
import { libcHere, libcHint } from "./libc_here.ts";
import { osError } from "./os_error.ts";
import { nodeModules } from "./node.ts";
import type { ChildProcess, ChildStdio, Processes, SpawnRequest } from "./platform.ts";

interface BunChild {
  readonly pid: number;
  readonly exited: Promise<number>;
  kill(signal: number): void;
  readonly exitCode: number | null;
  readonly signalCode: string | number | null;
  readonly stdin: FileSink | undefined;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  ref(): void;
  unref(): void;
}
interface BunNamespace {
  spawn(options: object): BunChild;
  spawnSync(options: object): {
    exitCode: number | null;
    signalCode?: string | number | null;
  };
  file(fd: number): { stream(): ReadableStream<Uint8Array>; writer(): FileSink };
}
interface BunProcess {
  readonly pid: number;
  kill(pid: number, signal: number): void;
  on(event: "SIGCHLD" | "SIGINT", listener: () => void): void;
  off(event: "SIGCHLD" | "SIGINT", listener: () => void): void;
  listenerCount(event: "SIGINT"): number;
  getBuiltinModule(name: "node:fs"): {
    statSync(path: string): { isDirectory(): boolean };
    accessSync(path: string, mode: number): void;
    closeSync(fd: number): void;
  };
}
const X_OK = 1;

/** Processes on Bun: Bun.spawn. */
export function createBunProcesses(isMainThread: () => boolean): Processes {
  const { Bun, process } = globalThis as unknown as { Bun: BunNamespace; process: BunProcess };
  const node = nodeModules();
  const fs = () => process.getBuiltinModule("node:fs");

  function numberOf(signal: string | number): number {
    return typeof signal === "number" ? signal : node.signals()[signal] ?? Number(signal);
  }

  return {
    lacksArgv0: false,
    leaksDescriptors: false,
    libcHint: libcHint(),

    spawn(request) {
      let child: BunChild;
      try {
        child = Bun.spawn(optionsOf(request));
      } catch (error) {
        throw failure(error, request.file);
      }
      const exited = child.exited.then(() =>
        child.signalCode === null ? child.exitCode! : -numberOf(child.signalCode)
      );
      return adapt(child, exited, request, process);
    },

    runBlocking(request) {
      try {
        const { exitCode, signalCode } = Bun.spawnSync(optionsOf(request));
        return signalCode == null ? exitCode! : -numberOf(signalCode);
      } catch (error) {
        throw failure(error, request.file);
      }
    },

    libc: libcHere,

    kill(pid, signal) {
      try {
        process.kill(pid, signal);
        return true;
      } catch (error) {
        if ((error as { code?: string }).code === "ESRCH") return false;
        throw failure(error, undefined);
      }
    },

    reader: (fd) => readerOf(Bun.file(fd).stream(), () => fs().closeSync(fd)),
    writer: (fd) => writerOf(Bun.file(fd).writer(), () => fs().closeSync(fd)),
    signals: node.signals,
    openFile: node.openFile,
    closeFile: node.closeFile,
    readText: node.readText,

    onInterrupt(listener) {
      if (!isMainThread()) return () => {};
      const interrupted = () => listener(process.listenerCount("SIGINT") > 1);
      process.on("SIGINT", interrupted);
      return () => process.off("SIGINT", interrupted);
    },

    interrupt: () => process.kill(process.pid, node.signals().SIGINT!),

    onChildEnd(listener) {
      // In a worker the signal never comes.
      if (!isMainThread()) return undefined;
      process.on("SIGCHLD", listener);
      return () => process.off("SIGCHLD", listener);
    },

    directory(path) {
      try {
        if (!fs().statSync(path).isDirectory()) return "ENOTDIR";
        fs().accessSync(path, X_OK);
        return "fine";
      } catch (error) {
        return (error as { code?: string }).code;
      }
    },
  };
}

function optionsOf(request: SpawnRequest): object {
  const { file, argv, cwd, env, stdio, detached, uid, gid } = request;
  const [stdin, stdout, stderr] = stdio.map(stdioOf);
  return {
    cmd: [file, ...argv.slice(1)],
    argv0: argv[0],
    cwd,
    env,
    stdin,
    stdout,
    stderr,
    detached,
    uid,
    gid,
    // Else it reads without end what nobody has asked for.
    lazy: true,
  };
}

function stdioOf(stream: ChildStdio): number | string {
  return stream === "null" ? "ignore" : stream;
}

const FIRST_REAL_TIME = 32;

function adapt(
  child: BunChild,
  exited: Promise<number>,
  { stdio }: SpawnRequest,
  process: BunProcess,
): ChildProcess {
  const [stdin, stdout, stderr] = stdio.map((stream) => stream === "pipe");
  return {
    pid: child.pid,
    exited,
    kill(signal) {
      // It knows when the child has ended, but not these.
      if (signal < FIRST_REAL_TIME) child.kill(signal);
      else if (child.exitCode === null && child.signalCode === null) {
        process.kill(child.pid, signal);
      }
    },
    stdin: stdin ? writerOf(child.stdin!, () => {}) : undefined,
    stdout: stdout ? child.stdout : undefined,
    stderr: stderr ? child.stderr : undefined,
    hold: (on) => on ? child.ref() : child.unref(),
  };
}

function failure(error: unknown, filename: string | undefined): unknown {
  const { code } = error as { code?: string };
  return code === undefined ? error : osError(code, filename, error);
}
