// What children do with queues.

import process from "node:process";
import { task } from "../../_transfer/task.ts";
import type { Connection } from "../../multiprocessing/connection.ts";
import { Process } from "../../multiprocessing/process.ts";
import { type JoinableQueue, Queue, type SimpleQueue } from "../../multiprocessing/queues.ts";
import { Line } from "../../multiprocessing/queues/line.ts";
import { Empty } from "../../queue/errors.ts";

type AnyQueue = Queue | SimpleQueue;

/** Sends back what comes, so many times. */
export const echo = task(import.meta, (from: AnyQueue, to: AnyQueue, count: number) => {
  for (let i = 0; i < count; i++) to.putSync(from.getSync());
});

/** The same, not blocking. */
export const echoLater = task(
  import.meta,
  async (from: AnyQueue, to: AnyQueue, count: number) => {
    for (let i = 0; i < count; i++) await to.put(await from.get());
  },
);

/** Puts these items. */
export const putAll = task(import.meta, (q: Queue, items: unknown[]) => {
  for (const item of items) q.putSync(item);
});

/** Puts each item when told to. */
export const putAfter = task(import.meta, (q: Queue, go: Queue, items: unknown[]) => {
  go.getSync();
  for (const item of items) q.putSync(item);
});

/** Takes so many items when told to. */
export const takeAfter = task(import.meta, (q: Queue, go: Queue, count: number) => {
  go.getSync();
  for (let i = 0; i < count; i++) q.getSync();
});

/** Has an event loop of its own to wait in. */
export const takeAsyncAndTell = task(import.meta, async (q: Queue, told: Queue) => {
  const item = q.get();
  told.putSync("waiting");
  told.putSync(await item);
});

export const takeAndTell = task(import.meta, (q: Queue, told: Queue) => {
  told.putSync("waiting");
  told.putSync(q.getSync());
});

/** Takes what is there, as Python's test has a grandchild do. */
export const lookOnce = task(import.meta, (q: Queue) => {
  try {
    q.getNowait();
  } catch (error) {
    if (!(error instanceof Empty)) throw error;
  }
});

/** Makes a queue, and a daemon that looks into it. */
export const withGrandchild = task(import.meta, async (told: Queue) => {
  const child = new Process({ target: lookOnce, args: [new Queue()], daemon: true });
  child.start();
  await child.join();
  told.putSync(child.exitcode);
});

/** A subclass with a field. */
export class Named<T = unknown> extends Queue<T> {
  label = "none";
}
task(import.meta, Named);

/** Does each item, and says so. */
export const work = task(import.meta, async (q: JoinableQueue<number>, done: Queue<number>) => {
  for await (const item of q) {
    if (item < 0) break;
    done.putSync(item * 2);
    q.taskDone();
  }
  q.taskDone();
});

/** Puts `count` pairs: who it is, and which one. */
export const produce = task(import.meta, (q: AnyQueue, who: number, count: number) => {
  for (let i = 0; i < count; i++) q.putSync([who, i]);
});

export const produceLater = task(import.meta, async (q: AnyQueue, who: number, count: number) => {
  for (let i = 0; i < count; i++) await q.put([who, i]);
});

/** Takes pairs until one with a negative number, and returns them to `out` in one piece. */
export const consume = task(import.meta, (q: AnyQueue, out: AnyQueue) => {
  const items: number[][] = [];
  for (;;) {
    const item = q.getSync() as number[];
    if (item[0]! < 0) break;
    items.push(item);
  }
  out.putSync(items);
});

export const consumeLater = task(import.meta, async (q: AnyQueue, out: AnyQueue) => {
  const items: number[][] = [];
  for (;;) {
    const item = await q.get() as number[];
    if (item[0]! < 0) break;
    items.push(item);
  }
  await out.put(items);
});

/** Writes to each connection that comes. */
export const answer = task(import.meta, (q: Queue<[number, Connection]>, count: number) => {
  for (let i = 0; i < count; i++) {
    const [number, connection] = q.getSync();
    connection.sendSync(`answer ${number}`);
    connection.close();
  }
});

function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("still alive");
}

const operations = ["add", "compareExchange", "exchange", "load", "store", "sub"] as const;

// Kills this process at the nth operation on shared words.
function dieAt(n: number): void {
  let count = 0;
  for (const name of operations) {
    const original = Atomics[name] as (...args: unknown[]) => unknown;
    (Atomics as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
      if (++count === n) die();
      return original.apply(Atomics, args);
    };
  }
}

/** Puts an item and dies at the nth step of it; 0, it says, when there were fewer. */
export const dieInPut = task(import.meta, (q: Queue, item: unknown, n: number) => {
  dieAt(n);
  q.putSync(item);
});

/** Takes an item and dies at the nth step of it. */
export const dieInGet = task(import.meta, (q: Queue, n: number) => {
  dieAt(n);
  q.getSync();
});

/** Dies in the midst of putting an item with descriptors: before these are sent, or after. */
export const dieAtDescriptors = task(
  import.meta,
  (q: Queue, item: unknown, when: "before" | "after") => {
    const { send } = Line.prototype;
    Line.prototype.send = function (fds) {
      if (when === "after") send.call(this, fds);
      die();
    };
    q.putSync(item);
  },
);

/** Dies when it has taken an item, and before it has received its descriptors. */
export const dieBeforeDescriptors = task(import.meta, (q: Queue) => {
  Line.prototype.receive = () => die();
  q.getSync();
});

/** Takes one item, says so, and waits to be killed. */
export const takeOneAndHang = task(import.meta, (q: Queue, told: Queue) => {
  told.putSync(q.getSync());
  q.getSync();
  for (;;) told.putSync("more");
});

/** Puts pairs without end. */
export const produceForever = task(import.meta, (q: Queue, who: number, size: number) => {
  const filler = "x".repeat(size);
  for (let i = 0;; i++) q.putSync([who, i, filler]);
});

/** Takes without end, and says what; who is killed in between has taken one that it did not tell. */
export const consumeForever = task(import.meta, (q: Queue, out: Queue) => {
  for (;;) {
    const [who, i] = q.getSync() as [number, number];
    out.putSync([who, i]);
  }
});
