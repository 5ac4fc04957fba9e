// Threads that die in the midst of using a queue.

import process from "node:process";
import { task, transfer } from "@weft/concurrency";
import type { PriorityQueue, Queue } from "@weft/concurrency/queue";

/** Takes one item, and dies with it. */
export const dieWithItem = task(import.meta, (q: Queue<unknown>) => {
  q.getSync();
  process.exit(3);
});

export interface Deadly {
  readonly rank: number;
  readonly deadly: boolean;
}

/** Ends the thread that first compares with a deadly entry of its own. */
export const compareOrDie = task(import.meta, (a: Deadly, b: Deadly): number => {
  const { mortal } = globalThis as { mortal?: boolean };
  if (mortal && (a.deadly || b.deadly)) process.exit(3);
  return a.rank - b.rank;
});

/** Dies while it compares, in the queue. */
export const dieComparing = task(import.meta, (q: PriorityQueue<Deadly>) => {
  (globalThis as { mortal?: boolean }).mortal = true;
  q.putSync({ rank: 5, deadly: true });
});

/** Puts what can't be bytes, and dies. */
export const putAndDie = task(
  import.meta,
  (q: Queue<{ words: Int32Array; port: MessagePort }>) => {
    const { port1, port2 } = new MessageChannel();
    port2.postMessage("from the dead");
    const words = new Int32Array(new SharedArrayBuffer(4));
    words[0] = 42;
    q.putSync({ words, port: transfer(port1) });
    process.exit(3);
  },
);

/** Waits for an item without end, and has nobody to tell. */
export const dieWaiting = task(import.meta, (q: Queue<unknown>, waiting: Int32Array) => {
  setTimeout(() => process.exit(3), 5);
  void q.get();
  Atomics.store(waiting, 0, 1);
  Atomics.notify(waiting, 0);
  return new Promise(() => {});
});

export const takeTwo = task(
  import.meta,
  (q: Queue<number>): number[] => [q.getSync(), q.getSync()],
);
