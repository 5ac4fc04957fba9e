// What of the C library is needed beyond what the runtimes offer. Linux only: elsewhere numbers and layouts differ.

import type { Foreign, ForeignFunction, Signature } from "./foreign.ts";
import { osError } from "./os_error.ts";

const FUNCTIONS = {
  pipe2: { parameters: ["buffer", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "i64"], result: "i64" },
  write: { parameters: ["i32", "buffer", "i64"], result: "i64" },
  poll: { parameters: ["buffer", "i64", "i32"], result: "i32" },
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  kill: { parameters: ["i32", "i32"], result: "i32" },
  waitpid: { parameters: ["i32", "buffer", "i32"], result: "i32" },
  waitid: { parameters: ["i32", "i32", "buffer", "i32"], result: "i32" },
  sigaction: { parameters: ["i32", "pointer", "buffer"], result: "i32" },
  umask: { parameters: ["u32"], result: "u32" },
  access: { parameters: ["buffer", "i32"], result: "i32" },
  pidfd_open: { parameters: ["i32", "u32"], result: "i32" },
} as const satisfies Record<string, Signature>;

const O_CLOEXEC = 0o2000000;
const O_NONBLOCK = 0o4000;
const F_GETFL = 3;
const F_SETFL = 4;
const F_SETPIPE_SZ = 1031;
const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x1000000;
const P_PID = 1;
const X_OK = 1;
const SIG_DFL = 0n;
const SIG_IGN = 1n;
/** Of siginfo_t: how the child ended, and with what. */
const CODE = 2;
const STATUS = 6;
const CLD_EXITED = 1;

const EINTR = 4;
export const EAGAIN = 11;
export const POLLIN = 1;
export const POLLOUT = 4;

/** Calls of the C library; results below 0 are the negative error number. */
export class Libc {
  readonly foreign: Foreign;
  readonly #names: (errno: number) => string;
  readonly #c: Record<keyof typeof FUNCTIONS, ForeignFunction>;
  // Read as the very next thing after a call: anything else may change it.
  readonly #errno: Int32Array;

  /** `names` gives the name of an error number. */
  constructor(foreign: Foreign, names: (errno: number) => string) {
    this.foreign = foreign;
    this.#names = names;
    this.#c = foreign.open(LIBRARY, FUNCTIONS);
    const { __errno_location } = foreign.open(LIBRARY, {
      __errno_location: { parameters: [], result: "pointer" },
    });
    this.#errno = new Int32Array(foreign.memoryOf(() => __errno_location(), 4));
  }

  /** "ENOENT" for 2. */
  nameOf(errno: number): string {
    return this.#names(errno);
  }

  /** A pipe whose ends no child inherits. */
  pipe(): [read: number, write: number] {
    const ends = new Int32Array(2);
    this.check(this.#c.pipe2(ends, O_CLOEXEC));
    return [ends[0]!, ends[1]!];
  }

  close(fd: number): void {
    this.#c.close(fd);
  }

  read(fd: number, buffer: Uint8Array): number {
    return this.result(this.#c.read(fd, buffer, buffer.length));
  }

  write(fd: number, bytes: Uint8Array): number {
    return this.result(this.#c.write(fd, bytes, bytes.length));
  }

  /** `fds` holds what struct pollfd does; the number of those that are ready. A signal is no reason to return. */
  poll(fds: Uint8Array, count: number, timeout: number): number {
    const end = performance.now() + timeout;
    for (;;) {
      const left = timeout === Infinity ? -1 : Math.max(0, Math.ceil(end - performance.now()));
      const ready = this.result(this.#c.poll(fds, count, Math.min(left, 2 ** 31 - 1)));
      if (ready !== -EINTR) return this.check(ready);
    }
  }

  setNonblocking(fd: number): void {
    this.check(this.#c.fcntl(fd, F_SETFL, this.#c.fcntl(fd, F_GETFL, 0) | O_NONBLOCK));
  }

  setPipeSize(fd: number, size: number): void {
    this.check(this.#c.fcntl(fd, F_SETPIPE_SZ, size));
  }

  /** False when there is no such process. */
  kill(pid: number, signal: number): boolean {
    const result = this.result(this.#c.kill(pid, signal));
    if (result < 0 && this.#names(-result) === "ESRCH") return false;
    this.check(result);
    return true;
  }

  /** What a signal does to this process: it ends it (if anything), is ignored, or is handled. */
  actionOf(signal: number): "default" | "ignored" | "caught" {
    const action = new BigInt64Array(20);
    this.check(this.#c.sigaction(signal, null, action));
    return action[0] === SIG_DFL ? "default" : action[0] === SIG_IGN ? "ignored" : "caught";
  }

  /** Sets the mask of new files; the one before. */
  umask(mask: number): number {
    return this.#c.umask(mask);
  }

  /** Reaps a child of our own: its exit status or -N, undefined while it runs, null when it is not ours (any more). */
  reap(pid: number): number | undefined | null {
    const status = new Int32Array(1);
    const result = this.result(this.#c.waitpid(pid, status, WNOHANG));
    if (result === 0) return undefined;
    return result < 0 ? null : returncodeOf(status[0]!);
  }

  /** The same, when it has ended: it blocks until then. */
  reapAtEnd(pid: number): number | null {
    const status = new Int32Array(1);
    for (;;) {
      const result = this.result(this.#c.waitpid(pid, status, 0));
      if (result !== -EINTR) return result < 0 ? null : returncodeOf(status[0]!);
    }
  }

  /** The same of a child that somebody else will reap. */
  look(pid: number): number | undefined | null {
    const info = new Int32Array(32);
    const result = this.result(this.#c.waitid(P_PID, pid, info, WEXITED | WNOHANG | WNOWAIT));
    if (result < 0) return null;
    if (info[0] === 0) return undefined;
    return info[CODE] === CLD_EXITED ? info[STATUS]! : -info[STATUS]!;
  }

  /** A descriptor that is readable once the process has ended. */
  pidfd(pid: number): number {
    return this.result(this.#c.pidfd_open(pid, 0));
  }

  /** Undefined when the directory may be entered, else the name of the error. */
  enterError(path: string): string | undefined {
    const result = this.result(this.#c.access(cString(`${path}/.`), X_OK));
    return result < 0 ? this.#names(-result) : undefined;
  }

  /** Throws what -1, or a negative error number, means. */
  check(result: number): number {
    const checked = result === -1 ? -this.#errno[0]! : result;
    if (checked < 0) throw osError(this.#names(-checked));
    return checked;
  }

  /** Of -1 the negative error number; to be called as the very next thing. */
  result(result: number): number {
    return result === -1 ? -this.#errno[0]! : result;
  }
}

export const LIBRARY = "libc.so.6";

/** Text as C wants it. */
export function cString(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`);
}

function returncodeOf(status: number): number {
  const signal = status & 0x7f;
  return signal === 0 ? (status >> 8) & 0xff : -signal;
}
