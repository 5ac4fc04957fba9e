import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  Barrier,
  BrokenBarrierError,
  currentThread,
  NotSupportedError,
  RuntimeError,
  Thread,
} from "@weft/concurrency/dummy_threading";

/** Runs that many threads and collects what they return or throw. */
async function together(count: number, body: () => Promise<unknown>): Promise<unknown[]> {
  const results: unknown[] = [];
  const threads = Array.from({ length: count }, () =>
    new Thread({
      target: async () => results.push(await body().catch((error) => error)),
    }));
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  return results;
}

test("17.8 Barrier: all go on when the last one has come, each with another number, again and again", async () => {
  const barrier = new Barrier(5);
  const rounds = [0, 0, 0];
  const results = await together(5, async () => {
    const indexes: number[] = [];
    for (let round = 0; round < 3; round++) {
      rounds[round]!++;
      indexes.push(await barrier.wait());
      assertEquals(rounds[round], 5);
    }
    return indexes;
  }) as number[][];
  for (const round of [0, 1, 2]) {
    assertEquals(results.map((indexes) => indexes[round]!).toSorted(), [0, 1, 2, 3, 4]);
  }
  assertEquals([barrier.parties, barrier.nWaiting, barrier.broken], [5, 0, false]);
});

test("17.8 Barrier: the action runs once, in one of the threads, before anybody goes on", async () => {
  const by: Thread[] = [];
  const barrier = new Barrier(3, { action: () => void by.push(currentThread()) });
  const seen = await together(3, async () => {
    await barrier.wait();
    return [by.length, currentThread()];
  }) as [number, Thread][];
  assertEquals(seen.map(([count]) => count), [1, 1, 1]);
  assert(seen.some(([, thread]) => thread === by[0]));
});

test("17.8 Barrier: what the action returns is awaited, an error of it breaks the barrier", async () => {
  const error = new RangeError("action");
  const barrier = new Barrier(3, {
    action: async () => {
      await Promise.resolve();
      throw error;
    },
  });
  const results = await together(3, () => barrier.wait());
  assertEquals(results.filter((result) => result === error).length, 1);
  assertEquals(results.filter((result) => result instanceof BrokenBarrierError).length, 2);
  assert(barrier.broken);
});

test("17.8 Barrier: abort breaks it for who waits and who comes, reset makes it whole", async () => {
  const barrier = new Barrier(3);
  const waiting = together(2, () => barrier.wait());
  assertEquals(barrier.nWaiting, 2);
  barrier.abort();
  for (const result of await waiting) assertInstanceOf(result, BrokenBarrierError);
  await assertRejects(() => barrier.wait(), BrokenBarrierError);
  assert(barrier.broken);
  barrier.reset();
  assertFalse(barrier.broken);
  assertEquals((await together(3, () => barrier.wait())).toSorted(), [0, 1, 2]);
});

test("17.8 Barrier: reset with threads inside breaks it for them only", async () => {
  const barrier = new Barrier(3);
  const waiting = together(2, () => barrier.wait());
  barrier.reset();
  for (const result of await waiting) assertInstanceOf(result, BrokenBarrierError);
  assertFalse(barrier.broken);
});

test("17.8 Barrier: a timeout, its own or the barrier's, breaks it for everybody", async () => {
  const barrier = new Barrier(3);
  const waiting = together(1, () => barrier.wait());
  await assertRejects(() => barrier.wait({ timeout: 1 }), BrokenBarrierError);
  assertInstanceOf((await waiting)[0], BrokenBarrierError);
  assert(barrier.broken);
  await assertRejects(() => new Barrier(2, { timeout: 1 }).wait(), BrokenBarrierError);
});

test("17.8 Barrier: the blocking form throws NotSupportedError unless it need not wait", async () => {
  assertEquals(new Barrier(1).waitSync(), 0);
  const barrier = new Barrier(2);
  assertThrows(() => barrier.waitSync(), NotSupportedError, "asynchronous form");
  assertEquals([barrier.nWaiting, barrier.broken], [0, false]);
  const waiting = together(1, () => barrier.wait());
  assertEquals(barrier.waitSync(), 1);
  assertEquals(await waiting, [0]);
});

test("17.8 Barrier: an abort signal takes the place back, the barrier stays whole", async () => {
  const barrier = new Barrier(2);
  const controller = new AbortController();
  const aborted = barrier.wait({ signal: controller.signal });
  assertEquals(barrier.nWaiting, 1);
  controller.abort(new Error("enough"));
  await assertRejects(() => aborted, Error, "enough");
  assertEquals([barrier.nWaiting, barrier.broken], [0, false]);
  assertEquals((await together(2, () => barrier.wait())).toSorted(), [0, 1]);
});

test("17.8 Barrier: bad arguments are refused; BrokenBarrierError is a RuntimeError", () => {
  assertThrows(() => new Barrier(0), RangeError, "parties must be an integer > 0, got 0");
  assertThrows(() => new Barrier(2, { action: 5 as never }), TypeError, "action");
  assertStrictEquals(Object.getPrototypeOf(BrokenBarrierError), RuntimeError);
});
