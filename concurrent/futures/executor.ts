import { NotSupportedError } from "../../_runtime/errors.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import type { Future } from "./future.ts";
import { mapChunks } from "./chunks.ts";
import { mapOver } from "./map.ts";

/** Options of {@linkcode Executor.map}. */
export interface MapOptions {
  /** Milliseconds from the call of map(); a result that is late rejects with TimeoutError. */
  timeout?: number;
  /** Items sent to a worker together: for processes; threads ignore it. RangeError when < 1. */
  chunksize?: number;
  /** Tasks in flight at most: the input is then read as results are taken. Without it all input is read at once. */
  buffersize?: number;
  /** Cancels what has not begun; the iterator rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Options of {@linkcode Executor.shutdown}. */
export interface ShutdownOptions {
  /** Resolve only when every task is done and every worker has left (default true). */
  wait?: boolean;
  /** Cancel the tasks that have not begun (default false). */
  cancelFutures?: boolean;
}

/**
 * Runs functions somewhere else (Python 17.4.1). ThreadPoolExecutor is one; a class of your own needs `submit` and
 * `shutdown`, and gets `map` and `await using` from here.
 *
 * ```ts
 * import { Executor, Future } from "@weft/concurrency/concurrent/futures";
 *
 * class Inline extends Executor {
 *   override submit<F extends (...args: never[]) => unknown>(fn: F, ...args: Parameters<F>) {
 *     const future = new Future<Awaited<ReturnType<F>>>();
 *     future.setResult(fn(...args) as Awaited<ReturnType<F>>);
 *     return future;
 *   }
 * }
 *
 * await using inline = new Inline();
 * console.log(await Array.fromAsync(inline.map((n: number) => n * n, [1, 2, 3])));
 * ```
 */
export abstract class Executor implements AsyncDisposable {
  /** Schedules a call and returns the future of its result. Throws RuntimeError after shutdown, BrokenExecutor once broken. */
  submit<F extends AnyFunction>(_fn: F, ..._args: Parameters<F>): Future<Awaited<ReturnType<F>>> {
    throw new NotSupportedError(`${this.constructor.name}: submit is not implemented`);
  }

  /**
   * Calls `fn` for every item and yields the results in the order of the input. Several iterables give several
   * arguments; the shortest ends the iteration. The first error ends it too and, as leaving a `for await` early does,
   * cancels the calls that have not begun.
   */
  map<T, R>(
    fn: (item: T) => R,
    items: Iterable<T>,
    options?: MapOptions,
  ): AsyncIterableIterator<Awaited<R>>;
  /** Two iterables: `fn` is called with an item of each. */
  map<T, U, R>(
    fn: (a: T, b: U) => R,
    a: Iterable<T>,
    b: Iterable<U>,
    options?: MapOptions,
  ): AsyncIterableIterator<Awaited<R>>;
  /** Three iterables: `fn` is called with an item of each. */
  map<T, U, V, R>(
    fn: (a: T, b: U, c: V) => R,
    a: Iterable<T>,
    b: Iterable<U>,
    c: Iterable<V>,
    options?: MapOptions,
  ): AsyncIterableIterator<Awaited<R>>;
  /** Any number of iterables, then the options. */
  map(fn: AnyFunction, ...rest: unknown[]): AsyncIterableIterator<unknown> {
    const chunked = this.chunking && ((rest.at(-1) as MapOptions | undefined)?.chunksize ?? 1) > 1;
    if (chunked) return mapChunks((call, ...args) => this.submit(call, ...args), fn, rest);
    return mapOver((args) => this.submit(fn, ...args), rest);
  }

  /** Whether `map` heeds its `chunksize`. */
  protected get chunking(): boolean {
    return false;
  }

  /** Takes no more tasks, and lets the workers end once those submitted are done. May be called again. */
  shutdown(_options?: ShutdownOptions): Promise<void> {
    return Promise.resolve();
  }

  /** `shutdown({ wait: true })`: what `await using` does at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown({ wait: true });
  }
}
