// A child that has been started, and what is known of its end. Two kinds: one that the runtime has started and reaps, and
// one that the C library has started for us.

import type { ChildProcess, Libc, Processes } from "../_runtime/processes/mod.ts";
import { NotSupportedError, RuntimeError } from "../_runtime/errors.ts";
import { remaining } from "../_sync/deadline.ts";
import { dropAlive, holdAlive } from "../_sync/keep_alive.ts";
import { watchEnding } from "./endings.ts";

/** A child. */
export abstract class Child {
  readonly pid: number;
  #returncode: number | undefined;

  constructor(pid: number) {
    this.pid = pid;
  }

  /** Exit status or -N; undefined while it runs, as far as that has been seen. */
  get returncode(): number | undefined {
    return this.#returncode;
  }

  protected set returncode(code: number) {
    this.#returncode ??= code;
  }

  /** Looks whether it has ended. */
  abstract poll(): number | undefined;

  /** Sends it a signal, unless it has ended. */
  abstract kill(signal: number): void;

  /** Resolves when it has ended. */
  abstract ended(): Promise<number>;

  /** Whether this process waits for its end before it ends by itself. */
  abstract hold(on: boolean): void;

  /** Blocks until it has ended; undefined at the deadline. */
  abstract waitSync(deadline: number): number | undefined;
}

/** Started by the runtime. */
export class RuntimeChild extends Child {
  readonly process: ChildProcess;
  readonly #libc: () => Libc | undefined;
  readonly #hint: string;
  readonly #ended: Promise<number>;
  #holds = 0;

  constructor(process: ChildProcess, platform: Processes) {
    super(process.pid);
    this.process = process;
    this.#libc = () => platform.libc();
    this.#hint = platform.libcHint;
    this.#ended = process.exited.then((code) => this.returncode = code);
    this.#ended.catch(() => {});
    process.hold(false);
  }

  poll(): number | undefined {
    if (this.returncode !== undefined) return this.returncode;
    const code = this.#libc()?.look(this.pid);
    // null: the runtime has reaped it, and will say so in the event loop.
    if (typeof code === "number") this.returncode = code;
    return this.returncode;
  }

  kill(signal: number): void {
    this.process.kill(signal);
  }

  ended(): Promise<number> {
    return this.#ended;
  }

  hold(on: boolean): void {
    this.#holds += on ? 1 : -1;
    this.process.hold(this.#holds > 0);
  }

  waitSync(deadline: number): number | undefined {
    if (this.returncode !== undefined) return this.returncode;
    const libc = this.#libc();
    if (libc === undefined) {
      throw new NotSupportedError(
        `blocking until a child ends needs ${this.#hint}; use the asynchronous form (without ` +
          "Sync), or runSync, which does without",
      );
    }
    return sleepUntilEnd(libc, this.pid, deadline, () => {
      const code = libc.look(this.pid);
      if (typeof code === "number") return this.returncode = code;
      if (code === undefined) return undefined;
      throw new RuntimeError(
        `the child ${this.pid} has ended, and its status will be known when the event loop has ` +
          "turned: await wait()",
      );
    });
  }
}

/** Started by the C library, and reaped here. */
export class LibcChild extends Child {
  readonly #libc: Libc;
  readonly #platform: Processes;
  #ending: Promise<number> | undefined;

  constructor(pid: number, libc: Libc, platform: Processes) {
    super(pid);
    this.#libc = libc;
    this.#platform = platform;
  }

  poll(): number | undefined {
    if (this.returncode !== undefined) return this.returncode;
    const code = this.#libc.reap(this.pid);
    if (code !== undefined) this.#reaped(code);
    return this.returncode;
  }

  kill(signal: number): void {
    this.#platform.kill(this.pid, signal);
  }

  ended(): Promise<number> {
    return this.#ending ??= new Promise((resolve) => {
      watchEnding(this.#platform, () => {
        const code = this.poll();
        if (code === undefined) return false;
        resolve(code);
        return true;
      });
    });
  }

  hold(on: boolean): void {
    if (on) holdAlive();
    else dropAlive();
  }

  waitSync(deadline: number): number | undefined {
    if (deadline < Infinity) {
      return sleepUntilEnd(this.#libc, this.pid, deadline, () => this.poll());
    }
    // One call to sleep and to reap: who sleeps on a descriptor first is fifty microseconds later.
    if (this.returncode === undefined) this.#reaped(this.#libc.reapAtEnd(this.pid));
    return this.returncode;
  }

  // As Python: of one that somebody else has reaped the status is lost.
  #reaped(code: number | null): void {
    this.returncode = code ?? 0;
  }
}

const POLL_EVENT = 1;

function sleepUntilEnd(
  libc: Libc,
  pid: number,
  deadline: number,
  look: () => number | undefined,
): number | undefined {
  const code = look();
  if (code !== undefined) return code;
  const fd = libc.pidfd(pid);
  if (fd < 0) return look();
  try {
    const waited = new Int32Array([fd, POLL_EVENT]);
    libc.poll(new Uint8Array(waited.buffer), 1, remaining(deadline));
    return look();
  } finally {
    libc.close(fd);
  }
}
