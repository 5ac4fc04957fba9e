import { test } from "node:test";
import { assert, assertEquals, assertFalse } from "@std/assert";
import { ReentrantMutex } from "../../_sync/reentrant_mutex.ts";
import { parkerOf } from "../../_sync/words.ts";
import { SpyParker } from "./spy_parker.ts";
import { stateOf, turn, until, withThreads } from "./threads.ts";

// The owner is whoever a test says is calling.
let caller = 1;
const me = () => caller;
function as<T>(owner: number, call: () => T): T {
  const before = caller;
  caller = owner;
  try {
    return call();
  } finally {
    caller = before;
  }
}

const both: [string, () => ReentrantMutex][] = [
  ["shared words", () => new ReentrantMutex(me)],
  ["plain words", () => new ReentrantMutex(me, new Int32Array(ReentrantMutex.WORDS))],
];

for (const [kind, create] of both) {
  test(`ReentrantMutex, ${kind}: its owner takes it again, nobody else does`, async () => {
    const mutex = create();
    assert(mutex.tryAcquire());
    assert(mutex.tryAcquire());
    assert(mutex.acquireSync());
    assert(await mutex.acquire());
    assertFalse(as(2, () => mutex.tryAcquire()));
    assertFalse(as(2, () => mutex.acquireSync(0)));
    assertFalse(await as(2, () => mutex.acquire({ timeout: 0 })));
    for (let i = 0; i < 4; i++) {
      assert(mutex.locked());
      assert(mutex.held());
      assertFalse(as(2, () => mutex.held()));
      assert(mutex.release());
    }
    assertFalse(mutex.locked());
    assert(as(2, () => mutex.tryAcquire()));
  });

  test(`ReentrantMutex, ${kind}: release says false to whoever does not have it, and changes nothing`, () => {
    const mutex = create();
    assertFalse(mutex.release());
    mutex.acquireSync();
    assertFalse(as(2, () => mutex.release()));
    assert(mutex.held());
    assert(mutex.release());
    assertFalse(mutex.release());
  });

  test(`ReentrantMutex, ${kind}: only the last release lets another one have it`, async () => {
    const mutex = create();
    mutex.acquireSync();
    mutex.acquireSync();
    const other = as(2, () => mutex.acquire());
    mutex.release();
    await turn();
    assertEquals(await stateOf(other), "pending");
    mutex.release();
    assert(await other);
    assert(as(2, () => mutex.held()));
    assert(as(2, () => mutex.release()));
    assertFalse(mutex.locked());
  });

  test(`ReentrantMutex, ${kind}: releaseAll frees all levels, and retake restores them`, async () => {
    const mutex = create();
    for (let i = 0; i < 3; i++) mutex.acquireSync();
    const levels = mutex.releaseAll();
    assertEquals([levels, mutex.locked()], [3, false]);
    await mutex.retake(levels);
    assertEquals(mutex.releaseAll(), 3);
    mutex.retakeSync(levels);
    for (let i = 0; i < 3; i++) assert(mutex.release());
    assertFalse(mutex.locked());
  });

  test(`ReentrantMutex, ${kind}: all waiters of one owner get it together`, async () => {
    const mutex = create();
    mutex.acquireSync();
    const waits = as(2, () => [mutex.acquire(), mutex.acquire()]);
    const third = as(3, () => mutex.acquire());
    mutex.release();
    assertEquals(await Promise.all(waits), [true, true]);
    assertEquals(await stateOf(third), "pending");
    as(2, () => mutex.release());
    assertFalse(as(3, () => mutex.held()));
    as(2, () => mutex.release());
    assert(await third);
  });

  test(`ReentrantMutex, ${kind}: a waiter gets it when its owner takes it without waiting`, async () => {
    const mutex = create();
    mutex.acquireSync();
    const wait = as(2, () => mutex.acquire());
    mutex.release();
    assert(as(2, () => mutex.tryAcquire()));
    assert(await wait);
    assertEquals([as(2, () => mutex.release()), mutex.locked()], [true, true]);
    assertEquals([as(2, () => mutex.release()), mutex.locked()], [true, false]);
  });

  test(`ReentrantMutex, ${kind}: a timeout and an abort leave the line, and nothing is lost`, async () => {
    const mutex = create();
    mutex.acquireSync();
    const controller = new AbortController();
    const [late, aborted, last] = as(2, () => [
      mutex.acquire({ timeout: 5 }),
      mutex.acquire({ signal: controller.signal }),
      mutex.acquire(),
    ]);
    assertEquals(await late, false);
    controller.abort("enough");
    assertEquals(await aborted!.catch((reason) => reason), "enough");
    mutex.release();
    assert(await last);
    assert(as(2, () => mutex.release()));
    assertFalse(mutex.locked());
    assertEquals(mutex.words[2], 0);
  });

  test(`ReentrantMutex, ${kind}: an aborted signal rejects its owner too, and counts no level`, async () => {
    const mutex = create();
    mutex.acquireSync();
    const reason = await mutex.acquire({ signal: AbortSignal.abort("no") }).catch((r) => r);
    assertEquals(reason, "no");
    mutex.release();
    assertFalse(mutex.locked());
  });

  test(`ReentrantMutex, ${kind}: sleeps once however many wait`, async () => {
    const { words } = create();
    const spy = new SpyParker(parkerOf(words));
    const mutex = new ReentrantMutex(me, words, spy);
    mutex.acquireSync();
    const waits = Array.from({ length: 50 }, (_, i) => as(2 + i, () => mutex.acquire()));
    await turn();
    assertEquals(spy.asleep, 1);
    mutex.release();
    for (const [i, wait] of waits.entries()) {
      assert(await wait);
      as(2 + i, () => mutex.release());
    }
    await until(() => spy.asleep === 0);
    assertEquals(spy.mostAsleep, 1);
  });
}

for (const mode of ["sync", "async"] as const) {
  test(`ReentrantMutex: no increment of four threads is lost, ${mode}`, async () => {
    await withThreads(4, async (...threads) => {
      const { words } = new ReentrantMutex(me);
      const cell = new Int32Array(new SharedArrayBuffer(4));
      const counts = threads.map((t, i) =>
        t.run("reentrantCount", words, cell, i + 1, 5_000, mode)
      );
      assertEquals(await Promise.all(counts), [5_000, 5_000, 5_000, 5_000]);
      assertEquals(cell[0], 20_000);
      assertEquals([...words.subarray(0, 3)], [0, 0, 0]);
    });
  });
}
