import { DeadlineTimer } from "../_sync/deadline.ts";
import { Fifo, type Linked } from "../_sync/fifo.ts";
import type { Patience } from "./options.ts";

interface Waiter<T, R> extends Linked<Waiter<T, R>> {
  readonly what: T;
  settle(result: R): void;
  fail(error: unknown): void;
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
  wait(what: T, { limit, signal }: Patience, late: () => Error): Promise<R> {
    return new Promise((resolve, reject) => {
      const leave = () => {
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
      };
      const abort = () => waiter.fail(signal!.reason);
      const timer = new DeadlineTimer(
        limit === Infinity ? Infinity : performance.now() + limit,
        () => waiter.fail(late()),
      );
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

  /** Turns all away. */
  failAll(error: () => unknown): void {
    while (!this.empty) this.fail(error());
  }
}
