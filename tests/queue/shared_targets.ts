// What the threads of the tests of shared queues do.

import { Queue, ShutDown, type SimpleQueue } from "@weft/concurrency/queue";
import { task, transfer } from "@weft/concurrency";

/** A queue of any kind. */
export type AnyQueue<T = unknown> = Queue<T> | SimpleQueue<T>;

// Echoes: what comes in goes out again, until the shutdown.

export const echo = task(import.meta, async (inbox: Queue, outbox: Queue): Promise<void> => {
  for await (const item of inbox) await outbox.put(item);
});

export const echoSync = task(import.meta, (inbox: Queue, outbox: Queue): void => {
  for (const item of itemsSync(inbox)) outbox.putSync(item);
});

/** The items, until the queue is shut down and empty. */
function* itemsSync<T>(q: Queue<T>): Generator<T, void, undefined> {
  for (;;) {
    let item: T;
    try {
      item = q.getSync();
    } catch (error) {
      if (error instanceof ShutDown) return;
      throw error;
    }
    yield item;
  }
}

// Others that work on what comes in.

export interface Titled {
  title(): string;
}

/** Puts what the method of each item returns. */
export const title = task(import.meta, async (inbox: Queue, outbox: Queue): Promise<void> => {
  for await (const item of inbox) await outbox.put((item as Titled).title());
});

export const titleSync = task(import.meta, (inbox: Queue, outbox: Queue): void => {
  for (const item of itemsSync(inbox)) outbox.putSync((item as Titled).title());
});

/** Says "hello" at the port that comes in, and sends it on. */
export const greet = task(import.meta, async (inbox: Queue, outbox: Queue): Promise<void> => {
  for await (const item of inbox) {
    const port = item as MessagePort;
    port.postMessage("hello");
    await outbox.put(transfer(port));
  }
});

export const greetSync = task(import.meta, (inbox: Queue, outbox: Queue): void => {
  for (const item of itemsSync(inbox)) {
    const port = item as MessagePort;
    port.postMessage("hello");
    outbox.putSync(transfer(port));
  }
});

/** Puts the bytes that come in, and moves them. */
export const pass = task(import.meta, (inbox: Queue, outbox: Queue): void => {
  for (const item of itemsSync(inbox)) outbox.putSync(transfer(item as Uint8Array));
});

export class Failure extends RangeError {
  static {
    task(import.meta, this);
    this.prototype.name = "Failure";
  }
  readonly code = "E_FAILURE";
}

export class Job {
  static {
    task(import.meta, this);
  }
  constructor(readonly rank: number, readonly name: string) {}

  title(): string {
    return `${this.name} (${this.rank})`;
  }
}

/** A queue of a class of the user's. */
export class Ledger extends Queue<number> {
  static {
    task(import.meta, this);
  }
  owner = "nobody";

  takeTwo(): number {
    return this.getSync() + this.getSync();
  }
}

export const takeTwo = task(import.meta, (q: Ledger): string => `${q.owner}: ${q.takeTwo()}`);

export const double = task(import.meta, (n: number): number => 2 * n);

export const ignore = task(import.meta, (..._: unknown[]) => {});

export const give = task(import.meta, <T>(value: T): T => value);

// What is the same there.

export const areSame = task(import.meta, (...objects: unknown[]): boolean => {
  return objects.every((object) => object === objects[0]);
});

let kept: AnyQueue | undefined;

/** Keeps the queue for what this thread does later. */
export const keepQueue = task(import.meta, (q: AnyQueue): void => void (kept = q));

export const isKept = task(import.meta, (q: AnyQueue): boolean => q === kept);

/** Makes a queue, and keeps it. */
export const makeQueue = task(import.meta, (...items: number[]): Queue<number> => {
  const q = new Queue<number>();
  for (const item of items) q.putNowait(item);
  kept = q;
  return q;
});

export const getKept = task(import.meta, (): unknown => kept!.getSync());

export const readWord = task(import.meta, (q: AnyQueue<Int32Array>): void => {
  q.getSync()[0]! += 1;
});

// A queue as it is seen there.

export interface Look {
  readonly maxsize: number;
  readonly size: number;
  readonly empty: boolean;
  readonly full: boolean;
  readonly unfinished: number;
  readonly closed: boolean;
}

export function lookAt(q: Queue): Look {
  return {
    maxsize: q.maxsize,
    size: q.qsize(),
    empty: q.empty(),
    full: q.full(),
    unfinished: q.unfinishedTasks,
    closed: q.isShutdown,
  };
}

export const look = task(import.meta, (q: Queue): Look => lookAt(q));

/** Its items, and its class. */
export const drain = task(import.meta, (q: AnyQueue): [string, unknown[]] => {
  const items: unknown[] = [];
  while (!q.empty()) items.push(q.getNowait());
  return [q.constructor.name, items];
});

export const putAll = task(import.meta, (q: AnyQueue, ...items: unknown[]): void => {
  for (const item of items) q.putSync(item);
});

export const getSome = task(import.meta, (q: AnyQueue, count: number): unknown[] => {
  return Array.from({ length: count }, () => q.getSync());
});

export const close = task(import.meta, (q: Queue): void => q.shutdown());

/** Puts a new queue with these items. */
export const sendNew = task(import.meta, (there: Queue, ...items: number[]): void => {
  const q = new Queue<number>();
  for (const item of items) q.putNowait(item);
  there.putNowait(q);
});

// Single calls.

type Name = "Empty" | "Full" | "ShutDown" | "RangeError" | "TypeError";

/** How a call has ended, an error by name, and how long it has taken. */
export interface Ended {
  readonly what: unknown;
  readonly took: number;
}

export type Call =
  | { readonly call: "get" | "getSync"; readonly timeout?: number }
  | { readonly call: "put" | "putSync"; readonly item: unknown; readonly timeout?: number }
  | { readonly call: "putNowait"; readonly item: unknown }
  | { readonly call: "getNowait" | "taskDone" | "join" | "joinSync" };

/** Calls it; adds 1 to the word right before. */
export const ending = task(
  import.meta,
  async (q: Queue, call: Call, word?: Int32Array): Promise<Ended> => {
    const start = performance.now();
    let what: unknown;
    if (word !== undefined) Atomics.add(word, 0, 1);
    try {
      what = await perform(q, call);
    } catch (error) {
      what = (error as Error).name as Name;
    }
    return { what, took: performance.now() - start };
  },
);

function perform(q: Queue, call: Call): unknown {
  switch (call.call) {
    case "get":
    case "getSync":
      return q[call.call]({ timeout: call.timeout });
    case "put":
    case "putSync":
      return q[call.call](call.item, { timeout: call.timeout });
    case "putNowait":
      return q.putNowait(call.item);
    default:
      return q[call.call]();
  }
}

// Workers.

/** Adds up the items, one `taskDone` for each; the number of items. */
export const add = task(import.meta, async (q: Queue<number>, sum: Int32Array): Promise<number> => {
  let count = 0;
  for await (const item of q) {
    Atomics.add(sum, 0, item);
    count++;
    q.taskDone();
  }
  return count;
});

export const addSync = task(import.meta, (q: Queue<number>, sum: Int32Array): number => {
  let count = 0;
  for (const item of itemsSync(q)) {
    Atomics.add(sum, 0, item);
    count++;
    q.taskDone();
  }
  return count;
});

export const count = task(
  import.meta,
  async (q: Queue<number>, from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) await q.put(i);
  },
);

export const countSync = task(import.meta, (q: Queue<number>, from: number, to: number): void => {
  for (let i = from; i < to; i++) q.putSync(i);
});

/** The items that this thread gets, until the shutdown; adds 1 to the word for each. */
export const collect = task(
  import.meta,
  async (q: Queue<number>, word: Int32Array): Promise<number[]> => {
    const items: number[] = [];
    for await (const item of q) {
      items.push(item);
      Atomics.add(word, 0, 1);
    }
    return items;
  },
);

export const collectSync = task(import.meta, (q: Queue<number>, word: Int32Array): number[] => {
  const items: number[] = [];
  for (const item of itemsSync(q)) {
    items.push(item);
    Atomics.add(word, 0, 1);
  }
  return items;
});

/** Puts the words themselves, so many times. */
export const putWords = task(
  import.meta,
  (q: Queue<Int32Array>, words: Int32Array, times: number) => {
    for (let i = 0; i < times; i++) q.putSync(words);
  },
);

/** Adds 1 to the words that come, so many times. */
export const addToWords = task(import.meta, (q: Queue<Int32Array>, times: number) => {
  for (let i = 0; i < times; i++) Atomics.add(q.getSync(), 0, 1);
});

// Orders.

export const byRank = task(import.meta, (a: Job, b: Job): number => a.rank - b.rank);

export const byTitle = task(import.meta, (a: Titled, b: Titled): number => {
  return a.title() < b.title() ? -1 : 1;
});

/** Puts a job of that name. */
export const putJob = task(import.meta, (q: AnyQueue<Titled>, name: string): void => {
  q.putSync(new Job(1, name));
});

export const backwards = task(import.meta, (a: number, b: number): number => b - a);

/** Throws for a negative entry, returns NaN for a fraction. */
export const choosy = task(import.meta, (a: number, b: number): number => {
  if (a < 0 || b < 0) throw new RangeError("choosy: no negative ones");
  return Number.isInteger(a) && Number.isInteger(b) ? a - b : NaN;
});
