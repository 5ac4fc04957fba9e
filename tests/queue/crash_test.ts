// Threads that die in the midst of using a queue: others lose nothing but what they had taken, and nobody hangs.
import { test } from "node:test";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { PriorityQueue, Queue } from "@weft/concurrency/queue";
import { type AnyFunction, excepthook, setExcepthook, Thread } from "@weft/concurrency/threading";
import * as targets from "./crash_targets.ts";

async function dying(target: AnyFunction, ...args: unknown[]): Promise<void> {
  const thread = new Thread({ target, args, daemon: true });
  // It says that they have died, which is what they are for.
  setExcepthook(() => {});
  thread.start();
  await thread.join();
  setExcepthook(excepthook);
}

test("17.7 Queue: a consumer that dies takes with it the one item it had taken", async () => {
  const q = new Queue<number>();
  for (const item of [1, 2, 3]) q.putNowait(item);
  await dying(targets.dieWithItem, q);
  assertEquals([q.getNowait(), q.getNowait(), q.qsize(), q.unfinishedTasks], [2, 3, 0, 3]);
});

test("17.7 PriorityQueue: a thread that dies in the queue's compare function leaves it whole, and free", async () => {
  const q = new PriorityQueue<targets.Deadly>(0, { compare: targets.compareOrDie });
  for (const rank of [3, 1, 2, 7, 6]) q.putNowait({ rank, deadly: false });
  await dying(targets.dieComparing, q);
  q.putSync({ rank: 4, deadly: false });
  const ranks = [];
  while (!q.empty()) ranks.push(q.getNowait().rank);
  assertEquals(ranks, [1, 2, 3, 4, 6, 7]);
  assertStrictEquals(q.unfinishedTasks, 6);
});

test("17.7 Queue: shared memory and ports put by a thread that has died arrive", async () => {
  const q = new Queue<{ words: Int32Array; port: MessagePort }>();
  await dying(targets.putAndDie, q);
  const { words, port } = await q.get();
  assertStrictEquals(words[0], 42);
  port.close();
});

test("17.7 Queue: a thread that dies waiting stands in nobody's way", async () => {
  const q = new Queue<number>();
  const waiting = new Int32Array(new SharedArrayBuffer(4));
  await dying(targets.dieWaiting, q, waiting);
  assertStrictEquals(waiting[0], 1);
  await using pool = new ThreadPoolExecutor(1);
  const taken = pool.submit(targets.takeTwo, q);
  q.putSync(1);
  q.putSync(2);
  assertEquals(await taken, [1, 2]);
});
