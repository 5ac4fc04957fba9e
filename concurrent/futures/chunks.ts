// Executor.map with a chunksize: many calls go to a worker together, and their results come back together.

import { task } from "../../_transfer/task.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import type { Future } from "./future.ts";
import { mapInput, MapIterator } from "./map.ts";

type SubmitChunk = (call: typeof callAll, fn: AnyFunction, rows: unknown[][]) => Future<unknown>;

/** Calls the function with each row of arguments. */
const callAll = task(import.meta, (fn: AnyFunction, rows: unknown[][]): unknown => {
  const results: unknown[] = [];
  for (let i = 0; i < rows.length; i++) {
    const result = fn(...rows[i]!);
    if (isThenable(result)) return callRest(fn, rows, results, result);
    results.push(result);
  }
  return results;
});

async function callRest(
  fn: AnyFunction,
  rows: unknown[][],
  results: unknown[],
  first: unknown,
): Promise<unknown[]> {
  results.push(await first);
  for (let i = results.length; i < rows.length; i++) results.push(await fn(...rows[i]!));
  return results;
}

function isThenable(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** The results of `fn` in the order of the input; `rest` as for `mapOver`. */
export function mapChunks(
  submit: SubmitChunk,
  fn: AnyFunction,
  rest: unknown[],
): AsyncIterableIterator<unknown> {
  const { items, options, limit } = mapInput(rest);
  const { chunksize = 1, buffersize } = options;
  const chunks = new MapIterator(
    ([rows]) => submit(callAll, fn, rows as unknown[][]),
    group(items, chunksize),
    {
      ...options,
      buffersize: buffersize === undefined ? undefined : Math.ceil(buffersize / chunksize),
    },
    limit,
  );
  return new Flat(chunks as AsyncIterableIterator<unknown[]>);
}

function* group(
  rows: Iterator<unknown[]> & Iterable<unknown[]>,
  size: number,
): Generator<unknown[]> {
  let chunk: unknown[][] = [];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length < size) continue;
    yield [chunk];
    chunk = [];
  }
  if (chunk.length > 0) yield [chunk];
}

/** The elements of lists; a generator could not be closed before its first element is asked for. */
class Flat implements AsyncIterableIterator<unknown> {
  readonly #lists: AsyncIterableIterator<unknown[]>;
  #list: unknown[] = [];
  #next = 0;
  /** Calls of next() that were not waited for are answered one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(lists: AsyncIterableIterator<unknown[]>) {
    this.#lists = lists;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown>> {
    const answer = this.#last.then(() => this.#step());
    this.#last = answer.catch(() => {});
    return answer;
  }

  return(value?: unknown): Promise<IteratorResult<unknown>> {
    this.#list = [];
    this.#next = 0;
    return this.#lists.return!(value);
  }

  async #step(): Promise<IteratorResult<unknown>> {
    while (this.#next === this.#list.length) {
      const { done, value } = await this.#lists.next();
      if (done) return { done, value };
      this.#list = value;
      this.#next = 0;
    }
    return { done: false, value: this.#list[this.#next++] };
  }
}
