// A process that this one has started, whatever it is known by.

import { deadlineAfter, DeadlineTimer, remaining } from "../_sync/deadline.ts";
import { signalOf, type WaitOptions } from "../_sync/options.ts";
import { beginWaiting, endWaiting } from "./children.ts";
import type { Sentinel } from "./sentinel.ts";

// Of Linux.
export const SIGINT = 2;
export const SIGKILL = 9;
export const SIGTERM = 15;

export abstract class Child {
  readonly pid: number;
  readonly daemon: boolean;
  /** Somebody here ends it when the program has nothing else left to do; else it is treated as a daemon. */
  readonly owned: boolean;
  /** Whether its end can be waited for while the thread is blocked. */
  abstract readonly blocks: boolean;
  /** For `connection.wait`. */
  abstract readonly sentinel: Sentinel & { close(): void };
  readonly #watchers: Set<() => void> = new Set();

  constructor(pid: number, daemon: boolean, owned: boolean) {
    this.pid = pid;
    this.daemon = daemon;
    this.owned = owned;
  }

  /** Exit status or -N; undefined while it runs. */
  abstract poll(): number | undefined;

  /** Sends it a signal, unless it has ended. */
  abstract signal(signal: number): void;

  /** Blocks until it has ended; false at the deadline. */
  abstract waitSync(deadline: number): boolean;

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
      const ended = this.poll() !== undefined;
      if (ended || remaining(deadline) === 0) return resolve(ended);
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

  /** It has ended. */
  protected ended(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}
