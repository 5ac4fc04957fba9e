import { DeadlineTimer, remaining } from "../_sync/deadline.ts";
import { Fifo, type Linked } from "../_sync/fifo.ts";
import type { Patience } from "./options.ts";

/** Somebody who waits. */
export interface Waiter<T, R> extends Linked<Waiter<T, R>> {
  readonly what: T;
  settle(result: R): void;
  fail(error: unknown): void;
  /** Gives up the place, but not the wait; what is left of the patience. */
  release(): Patience;
}

/** Those who wait for something, first come, first served; each with what it brought along. */
export class Waiters<T, R> {
  readonly #line: Fifo<Waiter<T, R>> = new Fifo();

  /** Whether nobody waits. */
  get empty(): boolean {
    return this.#line.head === undefined;
  }

  /** What the first one brought along; there must be one. */
  get first(): T {
    return this.#line.head!.what;
  }

  /** Waits until served; rejects with `late()` at the limit, with the signal's reason on abort. */
  wait(what: T, patience: Patience, late: () => Error): Promise<R> {
    return new Promise((resolve, reject) => {
      const { limit, signal } = patience;
      const deadline = limit === Infinity ? Infinity : performance.now() + limit;
      let waiting = true;
      const leave = () => {
        if (!waiting) return;
        waiting = false;
        timer.clear();
        signal?.removeEventListener("abort", abort);
        this.#line.remove(waiter);
      };
      const waiter: Waiter<T, R> = {
        before: undefined,
        after: undefined,
        what,
        settle(result) {
          leave();
          resolve(result);
        },
        fail(error) {
          leave();
          reject(error);
        },
        release() {
          leave();
          return { limit: remaining(deadline), signal };
        },
      };
      const abort = () => waiter.fail(signal!.reason);
      const timer = new DeadlineTimer(deadline, () => waiter.fail(late()));
      signal?.addEventListener("abort", abort, { once: true });
      this.#line.push(waiter);
    });
  }

  /** Serves the first one. */
  settle(result: R): void {
    this.#line.head!.settle(result);
  }

  /** Turns the first one away. */
  fail(error: unknown): void {
    this.#line.head!.fail(error);
  }

  /** Those who wait, in their order. */
  toArray(): Waiter<T, R>[] {
    const waiters: Waiter<T, R>[] = [];
    for (let at = this.#line.head; at !== undefined; at = at.after) waiters.push(at);
    return waiters;
  }

  /** Turns all away. */
  failAll(error: () => unknown): void {
    while (!this.empty) this.fail(error());
  }
}

/** Lets somebody who has waited here wait elsewhere. */
export function serve<R>(
  waiter: Waiter<unknown, R>,
  wait: (patience: Patience) => Promise<R>,
): void {
  const patience = waiter.release();
  // At once, so that nobody gets ahead; it may throw.
  new Promise<R>((resolve) => resolve(wait(patience))).then(waiter.settle, waiter.fail);
}
