import { checkTimeout } from "./blocking.ts";
import { TimeoutError } from "./errors.ts";
import type { MapOptions } from "./executor.ts";
import type { Future } from "./future.ts";

type Submit = (args: unknown[]) => Future<unknown>;

/** Executor.map: `rest` holds the iterables and, perhaps, the options. */
export function mapOver(submit: Submit, rest: unknown[]): AsyncIterableIterator<unknown> {
  const { items, options, limit } = mapInput(rest);
  return new MapIterator(submit, items, options, limit);
}

/** What the arguments of a map say. */
export interface MapInput {
  readonly items: Iterator<unknown[]> & Iterable<unknown[]>;
  readonly options: MapOptions;
  /** Milliseconds; Infinity: none. */
  readonly limit: number;
}

/** Checks the arguments of a map; rows of arguments come of the iterables. */
export function mapInput(rest: unknown[]): MapInput {
  const options = isIterable(rest.at(-1)) ? {} : (rest.pop() ?? {}) as MapOptions;
  if (rest.length === 0) throw new TypeError("Executor.map: an iterable is needed, got none");
  rest.forEach((items, i) => {
    if (!isIterable(items)) {
      throw new TypeError(`Executor.map: argument ${i + 2} is not iterable, got ${String(items)}`);
    }
  });
  checkCount("chunksize", options.chunksize);
  checkCount("buffersize", options.buffersize);
  const limit = checkTimeout(options.timeout, "Executor.map");
  return { items: zip(rest as Iterable<unknown>[]), options, limit };
}

/** The results of calls, in the order of their arguments. */
export class MapIterator implements AsyncIterableIterator<unknown> {
  readonly #submit: Submit;
  readonly #items: Iterator<unknown[]>;
  readonly #options: MapOptions;
  readonly #end: number;
  readonly #futures: Future<unknown>[] = [];
  #exhausted = false;
  #closed = false;
  /** Calls of next() that were not waited for are answered one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(submit: Submit, items: Iterator<unknown[]>, options: MapOptions, limit: number) {
    this.#submit = submit;
    this.#items = items;
    this.#options = options;
    this.#end = limit === Infinity ? Infinity : performance.now() + limit;
    options.signal?.addEventListener("abort", this.#abort, { once: true });
    if (!options.signal?.aborted) this.#fill();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown>> {
    const answer = this.#last.then(() => this.#next());
    this.#last = answer.catch(() => {});
    return answer;
  }

  return(value?: unknown): Promise<IteratorResult<unknown>> {
    this.#close();
    return Promise.resolve({ done: true, value });
  }

  async #next(): Promise<IteratorResult<unknown>> {
    const { signal, timeout } = this.#options;
    if (signal?.aborted && !this.#closed) {
      this.#close();
      throw signal.reason;
    }
    const future = this.#closed ? undefined : this.#futures.shift();
    if (future === undefined) {
      this.#close();
      return { done: true, value: undefined };
    }
    try {
      const left = this.#end === Infinity ? undefined : Math.max(0, this.#end - performance.now());
      const value = await future.result({ timeout: left, signal });
      if (!this.#closed) this.#fill();
      return { done: false, value };
    } catch (error) {
      future.cancel();
      this.#close();
      const late = error instanceof TimeoutError && !future.done();
      throw late
        ? new TimeoutError(`Executor.map: a result was not there within ${timeout} ms`)
        : error;
    }
  }

  #fill(): void {
    const { buffersize = Infinity } = this.#options;
    try {
      while (!this.#exhausted && this.#futures.length < buffersize) {
        const { done, value } = this.#items.next();
        if (done) this.#exhausted = true;
        else this.#futures.push(this.#submit(value));
      }
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  #abort = (): void => {
    for (const future of this.#futures) future.cancel();
  };

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.signal?.removeEventListener("abort", this.#abort);
    for (const future of this.#futures.splice(0)) future.cancel();
    if (!this.#exhausted) this.#items.return?.();
  }
}

function* zip(iterables: Iterable<unknown>[]): Generator<unknown[]> {
  const iterators = iterables.map((items) => items[Symbol.iterator]());
  let ended = -1;
  try {
    for (;;) {
      const row: unknown[] = [];
      for (const [i, iterator] of iterators.entries()) {
        const { done, value } = iterator.next();
        if (done) {
          ended = i;
          return;
        }
        row.push(value);
      }
      yield row;
    }
  } finally {
    iterators.forEach((iterator, i) => i !== ended && iterator.return?.());
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return value !== null && value !== undefined &&
    typeof (value as Iterable<unknown>)[Symbol.iterator] === "function";
}

function checkCount(name: string, value: number | undefined): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`Executor.map: ${name} must be an integer >= 1, got ${String(value)}`);
  }
}
