// Executor.map with a chunksize: many calls go to a worker together, and their results come back together.

import { task } from "../../_transfer/task.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import type { Future } from "./future.ts";
import { mapInput, MapIterator } from "./map.ts";

/** The arguments of many calls: the first of each, the second of each … Fewer arrays than calls. */
type Columns = unknown[][];
type SubmitChunk = (call: typeof callAll, fn: AnyFunction, columns: Columns) => Future<unknown>;

const callAll = task(import.meta, (fn: AnyFunction, columns: Columns): unknown => {
  const { length } = columns[0]!;
  const call = caller(fn, columns);
  const results: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const result = call(i);
    if (isThenable(result)) return callRest(call, length, results, result);
    results.push(result);
  }
  return results;
});

function caller(fn: AnyFunction, columns: Columns): (i: number) => unknown {
  const [only] = columns;
  return columns.length === 1
    ? (i) => fn(only![i])
    : (i) => fn(...columns.map((column) => column[i]));
}

async function callRest(
  call: (i: number) => unknown,
  length: number,
  results: unknown[],
  first: unknown,
): Promise<unknown[]> {
  results.push(await first);
  for (let i = results.length; i < length; i++) results.push(await call(i));
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
    ([columns]) => submit(callAll, fn, columns as Columns),
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
  let columns: Columns = [];
  for (const row of rows) {
    if (columns.length === 0) columns = row.map(() => []);
    columns.forEach((column, i) => column.push(row[i]));
    if (columns[0]!.length < size) continue;
    yield [columns];
    columns = [];
  }
  if (columns.length > 0) yield [columns];
}

/** The elements of lists; a generator could not be closed before its first element is asked for. */
class Flat implements AsyncIterableIterator<unknown> {
  readonly #lists: AsyncIterableIterator<unknown[]>;
  #list: unknown[] = [];
  #next = 0;
  /** Calls of next() that have not been answered; they are one after the other. */
  #asked = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(lists: AsyncIterableIterator<unknown[]>) {
    this.#lists = lists;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown>> {
    if (this.#asked === 0 && this.#next < this.#list.length) return Promise.resolve(this.#take());
    this.#asked++;
    const answer = this.#last.then(() => this.#step()).finally(() => this.#asked--);
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
    return this.#take();
  }

  #take(): IteratorResult<unknown> {
    return { done: false, value: this.#list[this.#next++] };
  }
}
