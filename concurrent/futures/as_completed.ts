import type { SyncWaitOptions, WaitOptions } from "../../_sync/options.ts";
import { blockUntil, checkTimeout } from "./blocking.ts";
import { futureSet, onCompletion } from "./completion.ts";
import { TimeoutError } from "./errors.ts";
import type { Future } from "./future.ts";
import { within } from "./within.ts";

/** A future as a loop sees it: without `then`, since `for await` would otherwise be typed as awaiting it. */
export type CompletedFuture<T> = Omit<Future<T>, "then">;

/**
 * Yields each future once, as it is done, those that are done already first (Python 17.4.5 `as_completed`). The futures
 * may be of any executors. The timeout, in milliseconds, counts from this call: then the iterator rejects with
 * TimeoutError; an abort makes it reject with the signal's reason.
 *
 * ```ts
 * import { asCompleted, Future } from "@weft/concurrency/concurrent/futures";
 *
 * const [slow, quick] = [new Future<string>(), new Future<string>()];
 * quick.setResult("quick");
 * setTimeout(() => slow.setResult("slow"), 10);
 * for await (const future of asCompleted([slow, quick])) console.log(await future.result());
 * ```
 */
export function asCompleted<T>(
  futures: Iterable<Future<T>>,
  options?: WaitOptions,
): AsyncIterableIterator<CompletedFuture<T>>;
/** Yields futures of different results. */
export function asCompleted(
  futures: Iterable<Future<unknown>>,
  options?: WaitOptions,
): AsyncIterableIterator<CompletedFuture<unknown>>;
export function asCompleted(
  futures: Iterable<Future<unknown>>,
  options: WaitOptions = {},
): AsyncIterableIterator<CompletedFuture<unknown>> {
  const arrivals = new Arrivals(futures, options, "asCompleted");
  // Written by hand: an async generator would await the futures that it yields.
  let last: Promise<unknown> = Promise.resolve();
  const next = async (): Promise<IteratorResult<CompletedFuture<unknown>>> => {
    if (!arrivals.ready()) {
      const arrived = new Promise<void>((resolve) => arrivals.onArrival = resolve);
      const wait = { timeout: arrivals.left(), signal: options.signal };
      await within(arrived, wait, "asCompleted", () => arrivals.late());
    }
    return arrivals.take();
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const answer = last.then(next).catch((error) => {
        arrivals.close();
        throw error;
      });
      last = answer.catch(() => {});
      return answer;
    },
    return(value?: unknown) {
      arrivals.close();
      return Promise.resolve({ done: true as const, value });
    },
  };
}

/** As {@linkcode asCompleted}, blocking the calling thread while none is done. */
export function asCompletedSync<T>(
  futures: Iterable<Future<T>>,
  options?: SyncWaitOptions,
): IterableIterator<CompletedFuture<T>>;
/** Yields futures of different results. */
export function asCompletedSync(
  futures: Iterable<Future<unknown>>,
  options?: SyncWaitOptions,
): IterableIterator<CompletedFuture<unknown>>;
export function asCompletedSync(
  futures: Iterable<Future<unknown>>,
  options: SyncWaitOptions = {},
): IterableIterator<CompletedFuture<unknown>> {
  const arrivals = new Arrivals(futures, options, "asCompletedSync");
  return {
    [Symbol.iterator]() {
      return this;
    },
    next() {
      if (!blockUntil(() => arrivals.ready(), { timeout: arrivals.left() }, "asCompletedSync")) {
        arrivals.close();
        throw arrivals.late();
      }
      return arrivals.take();
    },
    return(value?: unknown) {
      arrivals.close();
      return { done: true as const, value };
    },
  };
}

/** Futures in the order in which they are done: what both forms share. */
class Arrivals<T> {
  onArrival: (() => void) | undefined;
  readonly #end: number;
  readonly #total: number;
  readonly #arrived: Future<T>[] = [];
  readonly #stops: (() => void)[] = [];
  #missing: number;
  #closed = false;

  constructor(futures: Iterable<Future<T>>, { timeout }: SyncWaitOptions, who: string) {
    const set = futureSet(futures, who);
    const limit = checkTimeout(timeout, who);
    this.#end = limit === Infinity ? Infinity : performance.now() + limit;
    this.#total = set.size;
    this.#missing = set.size;
    for (const future of set) this.#stops.push(onCompletion(future, () => this.#arrive(future)));
  }

  /** Whether take() has an answer. */
  ready(): boolean {
    return this.#closed || this.#arrived.length > 0 || this.#missing === 0;
  }

  take(): IteratorResult<Future<T>> {
    const future = this.#closed ? undefined : this.#arrived.shift();
    return future === undefined ? { done: true, value: undefined } : { done: false, value: future };
  }

  /** Milliseconds left; undefined when there is no limit. */
  left(): number | undefined {
    return this.#end === Infinity ? undefined : Math.max(0, this.#end - performance.now());
  }

  late(): TimeoutError {
    const missing = this.#missing + this.#arrived.length;
    return new TimeoutError(`${missing} (of ${this.#total}) futures unfinished`);
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#stops.splice(0)) stop();
    this.onArrival?.();
  }

  #arrive(future: Future<T>): void {
    this.#arrived.push(future);
    this.#missing--;
    this.onArrival?.();
  }
}
