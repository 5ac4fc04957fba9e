// Executors and futures that know nothing of the package but its public interface.

import {
  CancelledError,
  Executor,
  Future,
  TimeoutError,
} from "@weft/concurrency/concurrent/futures";
import type { AnyFunction, ShutdownOptions } from "@weft/concurrency/concurrent/futures";

/** Runs each call within submit. */
export class Inline extends Executor {
  readonly log: unknown[] = [];

  override submit<F extends AnyFunction>(
    fn: F,
    ...args: Parameters<F>
  ): Future<Awaited<ReturnType<F>>> {
    const future = new Future<Awaited<ReturnType<F>>>();
    this.log.push(args);
    future.setRunningOrNotifyCancel();
    try {
      future.setResult(fn(...args));
    } catch (error) {
      future.setException(error);
    }
    return future;
  }

  override shutdown(options?: ShutdownOptions): Promise<void> {
    this.log.push(options);
    return Promise.resolve();
  }
}

/** Runs each call when it is told to. */
export class Manual extends Executor {
  readonly futures: Future<unknown>[] = [];
  readonly calls: unknown[][] = [];
  readonly #runs: (() => void)[] = [];

  override submit<F extends AnyFunction>(
    fn: F,
    ...args: Parameters<F>
  ): Future<Awaited<ReturnType<F>>> {
    const future = new Future<Awaited<ReturnType<F>>>();
    this.calls.push(args);
    this.futures.push(future as Future<unknown>);
    this.#runs.push(() => {
      if (!future.setRunningOrNotifyCancel()) return;
      try {
        future.setResult(fn(...args));
      } catch (error) {
        future.setException(error);
      }
    });
    return future;
  }

  /** Runs the call that was the `index`-th, or acknowledges that it was cancelled. */
  run(index: number): void {
    this.#runs[index]!();
  }

  /** Whether each of the calls was cancelled. */
  get cancelled(): boolean[] {
    return this.futures.map((future) => future.cancelled());
  }
}

/** Runs each call by a timer, one after the other. */
export class Timed extends Manual {
  override submit<F extends AnyFunction>(
    fn: F,
    ...args: Parameters<F>
  ): Future<Awaited<ReturnType<F>>> {
    const index = this.futures.length;
    const future = super.submit(fn, ...args);
    setTimeout(() => this.run(index), 1);
    return future;
  }
}

/** A future of somebody else's: the public methods, and no relation to the class. */
export function foreignFuture<T>(): {
  future: Future<T>;
  settle: (value: T) => void;
  fail: (error: unknown) => void;
} {
  let state: "running" | "cancelled" | "finished" | "failed" = "running";
  let value: T;
  let error: unknown;
  const callbacks: ((future: Future<T>) => unknown)[] = [];
  const done = () => state !== "running";
  const end = (next: typeof state) => {
    state = next;
    for (const callback of callbacks.splice(0)) callback(future);
  };
  const outcome = () => {
    if (state === "running") throw new TimeoutError();
    if (state === "cancelled") throw new CancelledError();
    if (state === "failed") throw error;
    return value;
  };
  const problem = () => state === "failed" ? error : (outcome(), null);
  const ready = () =>
    new Promise<void>((resolve) => done() ? resolve() : callbacks.push(() => resolve()));
  const methods = {
    cancel: () => (done() || end("cancelled"), state === "cancelled"),
    cancelled: () => state === "cancelled",
    running: () => state === "running",
    done,
    result: () => ready().then(outcome),
    resultSync: outcome,
    exception: () => ready().then(problem),
    exceptionSync: problem,
    addDoneCallback: (fn: (future: Future<T>) => unknown) =>
      void (done() ? fn(future) : callbacks.push(fn)),
  };
  const future = methods as unknown as Future<T>;
  return {
    future,
    settle: (result) => {
      value = result;
      end("finished");
    },
    fail: (reason) => {
      error = reason;
      end("failed");
    },
  };
}
