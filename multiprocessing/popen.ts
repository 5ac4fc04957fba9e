// A child that has been started, and what is known of its end.

import { deadlineAfter, DeadlineTimer, remaining } from "../_sync/deadline.ts";
import { signalOf, type WaitOptions } from "../_sync/options.ts";
import { beginWaiting, endWaiting } from "./children.ts";
import { closeFd, libcFor } from "./descriptors.ts";
import { waitReadySync } from "./ready.ts";
import { ProcessSentinel } from "./sentinel.ts";

// Of Linux.
export const SIGINT = 2;
export const SIGKILL = 9;
export const SIGTERM = 15;

/** What Python gives when somebody else has reaped the child. */
const LOST = 255;

export class Popen {
  readonly pid: number;
  readonly sentinel: ProcessSentinel;
  readonly daemon: boolean;
  /** Somebody here ends it when the program has nothing else left to do; else it is treated as a daemon. */
  readonly owned: boolean;
  /** Our end of the socket to it: when that is closed, the child is killed. */
  readonly #control: number;
  readonly #watchers: Set<() => void> = new Set();
  #code: number | undefined;

  constructor(pid: number, control: number, daemon: boolean, owned: boolean) {
    this.pid = pid;
    this.daemon = daemon;
    this.owned = owned;
    this.#control = control;
    this.sentinel = new ProcessSentinel(pid, libcFor("a process").pidfd(pid));
  }

  /** Exit status or -N; undefined while it runs. Reaps it. */
  poll(): number | undefined {
    if (this.#code !== undefined) return this.#code;
    const code = libcFor("a process").reap(this.pid);
    if (code === undefined) return undefined;
    this.#code = code ?? LOST;
    closeFd(this.#control);
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
    return this.#code;
  }

  /** Sends it a signal, unless it has ended. */
  signal(signal: number): void {
    if (this.poll() === undefined) libcFor("a process").kill(this.pid, signal);
  }

  /** Calls `watcher` once it has ended; the result takes that back. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Resolves to true when it has ended, to false at the timeout. */
  wait(options: WaitOptions): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const signal = signalOf(options);
      signal?.throwIfAborted();
      const deadline = deadlineAfter(options.timeout);
      if (this.poll() !== undefined || remaining(deadline) === 0) {
        return resolve(this.#code !== undefined);
      }
      const settle = (body: () => void) => {
        unwatch();
        timer.clear();
        signal?.removeEventListener("abort", abort);
        endWaiting();
        body();
      };
      const unwatch = this.watch(() => settle(() => resolve(true)));
      const timer = new DeadlineTimer(deadline, () => settle(() => resolve(false)));
      const abort = () => settle(() => reject(signal!.reason));
      signal?.addEventListener("abort", abort);
      beginWaiting();
    });
  }

  /** Blocks until it has ended; false at the deadline. */
  waitSync(deadline: number): boolean {
    if (this.poll() !== undefined) return true;
    waitReadySync(this.sentinel.fd, "read", remaining(deadline));
    return this.poll() !== undefined;
  }
}
