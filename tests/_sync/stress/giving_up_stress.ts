import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { Mutex } from "../../../_sync/mutex.ts";
import { Semaphore } from "../../../_sync/semaphore.ts";
import { createWords } from "../../../_sync/words.ts";
import { gateFor, turn, withThreads } from "../threads.ts";

for (const mode of ["sync", "async", "mixed"] as const) {
  test(`Semaphore: four threads × 10,000 waits, most with a timeout or an abort, lose no permit, ${mode}`, async () => {
    await withThreads(4, async (...threads) => {
      const semaphore = new Semaphore(2);
      const inside = createWords(2);
      const gate = gateFor(4);
      const taken = await Promise.all(
        threads.map((t) => t.run("semaphorePermits", semaphore.words, inside, gate, 10_000, mode)),
      );
      assert(taken.every((count) => count > 0));
      assert(inside[1]! <= 2, `${inside[1]} at a time`);
      assertEquals([...semaphore.words.subarray(0, 3)], [2, 0, 0]);
    });
  });
}

test("Semaphore: 10,000 waits that are given up among real ones cost no permit, in one thread", async () => {
  const semaphore = new Semaphore(0);
  let served = 0;
  let gone = 0;
  const wait = (options?: { timeout?: number; signal?: AbortSignal }) =>
    semaphore.acquire(options).then((got) => got ? served++ : gone++, () => gone++);
  let released = 0;
  for (let round = 0; round < 100; round++) {
    const controller = new AbortController();
    const giveUp = [];
    for (let i = 0; i < 50; i++) {
      giveUp.push(wait({ signal: controller.signal }), wait({ timeout: i % 4 }), wait());
    }
    // Some permits reach waiters that are giving up at this moment.
    semaphore.release(20);
    controller.abort();
    semaphore.release(20);
    await turn(Math.random() * 4);
    semaphore.release(10);
    released += 50;
    await turn();
  }
  // By now all with a limit have ended one way or the other; the rest gets what it still lacks.
  await turn(20);
  const missing = 15_000 - served - gone;
  assertEquals(semaphore.value, missing === 0 ? released - served : 0);
  assertEquals(served + semaphore.value, released);
  if (missing > 0) semaphore.release(missing);
  await turn(20);
  assertEquals(served + gone, 15_000);
  assert(gone >= 5_000, `${gone} gave up`);
});

test("Mutex: 10,000 waits that are given up among real ones leave it free", async () => {
  const mutex = new Mutex();
  let held = 0;
  let gone = 0;
  const wait = async (options?: { timeout?: number; signal?: AbortSignal }) => {
    if (!await mutex.acquire(options).catch(() => false)) return gone++;
    if (held % 7 === 0) await turn(0);
    held++;
    mutex.release();
  };
  for (let round = 0; round < 50; round++) {
    const controller = new AbortController();
    mutex.tryAcquire();
    const waits = [];
    for (let i = 0; i < 100; i++) {
      waits.push(wait({ signal: controller.signal }), wait({ timeout: i % 3 }), wait());
    }
    await turn(Math.random() * 3);
    mutex.release();
    await turn(0);
    controller.abort();
    await Promise.all(waits);
    assertEquals(mutex.locked(), false);
    assertEquals([...mutex.words.subarray(0, 2)], [0, 0]);
  }
  assertEquals(held + gone, 15_000);
});
