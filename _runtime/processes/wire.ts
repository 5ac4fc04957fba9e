// A child and its parent connected by two pipes, where no call of the C library can make them.
//
//   guard (a shell)   stdin ◀── pipe ── parent      its stdout ── pipe ──▶ parent
//   child             3 ◀── pipe of its stdin ── parent      4 ── opened from /proc/GUARD/fd/1 ──▶ parent
//                     0: nothing; 1, 2: as the parent has them
//
// The parent tells the guard whom to kill, and the guard does so when the parent's end of its stdin is closed: the
// child may be too busy to see that its parent has ended.

import { NotSupportedError } from "../errors.ts";
import type { Processes } from "./platform.ts";

const SHELL = "/bin/sh";
const GUARD = `exec 3<&- 4>&-; trap "" INT TERM HUP QUIT; read pid || exit 0; exec >/dev/null; ` +
  `read end || kill -9 "$pid"`;
// The line that it writes says that it has the pipe.
const CHILD = `exec 3<&0 4>"/proc/$0/fd/1" 0</dev/null && echo >&4 && exec "$@"`;
const IN = 3;
const OUT = 4;
const SIGKILL = 9;

/** Bytes both ways. */
export interface Wire {
  /**
   * Calls `receive` with what comes; resolves when the other side has closed its end, or has ended. It keeps no program
   * alive.
   */
  listen(receive: (bytes: Uint8Array) => void): Promise<void>;
  /** Resolves when they are on their way; rejects when the other side is gone. */
  write(bytes: Uint8Array): Promise<void>;
}

export interface WiredChild {
  readonly pid: number;
  readonly wire: Wire;
  /** Resolves when it has ended: its exit status, or -N when signal N has ended it. */
  readonly exited: Promise<number>;
  kill(signal: number): void;
}

/** Starts a program that finds the wire as its descriptors 3 and 4. The program is not kept alive by it. */
export function spawnWired(processes: Processes, argv: readonly string[]): WiredChild {
  if (!isLinux()) {
    throw new NotSupportedError(
      `starting a process of multiprocessing needs ${processes.libcHint}`,
    );
  }
  const shell = (script: string, args: readonly string[]) => ({
    file: SHELL,
    argv: [SHELL, "-c", script, ...args],
    cwd: undefined,
    env: undefined,
    detached: false,
    uid: undefined,
    gid: undefined,
  });
  const guard = processes.spawn({ ...shell(GUARD, []), stdio: ["pipe", "pipe", "null"] });
  guard.hold(false);
  try {
    const child = processes.spawn({
      ...shell(CHILD, [`${guard.pid}`, ...argv]),
      stdio: ["pipe", "inherit", "inherit"],
    });
    child.hold(false);
    const orders = guard.stdin!.getWriter();
    const order = (text: string) => void orders.write(new TextEncoder().encode(text)).catch(none);
    const exited = child.exited.finally(() => order("\n\n"));
    exited.catch(none);
    const out = child.stdin!.getWriter();
    out.closed.catch(none);
    return {
      pid: child.pid,
      wire: {
        listen: (receive) => readAll(guard.stdout!, receive, () => order(`${child.pid}\n`)),
        write: (bytes) => out.write(bytes),
      },
      exited,
      kill: (signal) => child.kill(signal),
    };
  } catch (error) {
    guard.kill(SIGKILL);
    throw error;
  }
}

function none(): void {}

/** Leaves out the first byte, and calls `first` when it comes. */
async function readAll(
  stream: ReadableStream<Uint8Array>,
  receive: (bytes: Uint8Array) => void,
  first: () => void,
): Promise<void> {
  const reader = stream.getReader();
  const { value } = await reader.read();
  if (value === undefined) return;
  first();
  if (value.length > 1) receive(value.subarray(1));
  for (;;) {
    const { value } = await reader.read();
    if (value === undefined) return;
    receive(value);
  }
}

function isLinux(): boolean {
  const { Deno: deno } = globalThis as { Deno?: { build: { os: string } } };
  return deno?.build.os === "linux";
}

interface Socket {
  on(event: string, listener: (...args: never[]) => void): void;
  write(bytes: Uint8Array, done: (error?: Error | null) => void): boolean;
  unref(): void;
}
interface NodeProcess {
  getBuiltinModule(name: "node:net"): {
    Socket: new (options: { fd: number; readable: boolean; writable: boolean }) => Socket;
  };
  getBuiltinModule(name: "node:fs"): {
    write(
      fd: number,
      bytes: Uint8Array,
      done: (error: Error | null, written: number) => void,
    ): void;
  };
}

/** In a child: the wire to its parent. */
export function ownWire(): Wire {
  return "Bun" in globalThis ? wireOnBun() : wireOnDeno();
}

function wireOnDeno(): Wire {
  const { Socket } = (globalThis as unknown as { process: NodeProcess }).process
    .getBuiltinModule("node:net");
  const from = new Socket({ fd: IN, readable: true, writable: false });
  const to = new Socket({ fd: OUT, readable: false, writable: true });
  to.on("error", none);
  from.unref();
  to.unref();
  return {
    listen: (receive) =>
      new Promise((resolve) => {
        from.on("data", (bytes: Uint8Array) => {
          receive(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        });
        for (const event of ["end", "close", "error"]) from.on(event, () => resolve());
      }),
    write: (bytes) =>
      new Promise((resolve, reject) => {
        to.write(bytes, (error) => error ? reject(error) : resolve());
      }),
  };
}

interface BunFiles {
  file(fd: number): { stream(): ReadableStream<Uint8Array> };
}

// Whose sockets read nothing from pipes.
function wireOnBun(): Wire {
  const { Bun, process } = globalThis as unknown as { Bun: BunFiles; process: NodeProcess };
  const { write } = process.getBuiltinModule("node:fs");
  const writeAll = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      if (bytes.length === 0) return resolve();
      write(OUT, bytes, (error, written) => {
        if (error !== null) reject(error);
        else resolve(writeAll(bytes.subarray(written)));
      });
    });
  let last: Promise<void> = Promise.resolve();
  return {
    async listen(receive) {
      const reader = Bun.file(IN).stream().getReader();
      for (;;) {
        const { value } = await reader.read();
        if (value === undefined) return;
        receive(value);
      }
    },
    write(bytes) {
      const written = last.then(() => writeAll(bytes));
      last = written.catch(none);
      return written;
    },
  };
}
