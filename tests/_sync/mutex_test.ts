import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertRejects, assertThrows } from "@std/assert";
import { NotSupportedError } from "../../_runtime/errors.ts";
import { Flag } from "../../_sync/flag.ts";
import { Mutex } from "../../_sync/mutex.ts";
import { localParker } from "../../_sync/local_parker.ts";
import { createWords, parkerOf } from "../../_sync/words.ts";
import { SpyParker } from "./spy_parker.ts";
import { gateFor, stateOf, turn, until, withThreads } from "./threads.ts";

const both: [string, () => Mutex][] = [
  ["shared words", () => new Mutex()],
  ["plain words", () => new Mutex(new Int32Array(Mutex.WORDS))],
];

for (const [kind, create] of both) {
  test(`Mutex, ${kind}: one holder at a time, and whoever it is may release it`, async () => {
    const mutex = create();
    assertFalse(mutex.locked());
    assert(mutex.tryAcquire());
    assert(mutex.locked());
    assertFalse(mutex.tryAcquire());
    assert(mutex.release());
    assert(await mutex.acquire());
    assertFalse(mutex.tryAcquire());
    assert(mutex.release());
    assert(mutex.acquireSync());
    assertFalse(mutex.acquireSync(0));
    assert(mutex.release());
    assertFalse(mutex.locked());
  });

  test(`Mutex, ${kind}: release says false when it was free, and changes nothing`, async () => {
    const mutex = create();
    assertFalse(mutex.release());
    assertFalse(mutex.release());
    assert(await mutex.acquire());
    assertFalse(mutex.tryAcquire());
    const waiter = mutex.acquire();
    assert(mutex.release());
    assert(await waiter);
    assert(mutex.release());
    assertFalse(mutex.release());
  });

  test(`Mutex, ${kind}: asynchronous waiters of a thread are served in the order they came`, async () => {
    const mutex = create();
    const order: number[] = [];
    await mutex.acquire();
    const tasks = [0, 1, 2, 3, 4].map(async (n) => {
      await mutex.acquire();
      order.push(n);
      await turn();
      mutex.release();
    });
    mutex.release();
    await Promise.all(tasks);
    assertEquals(order, [0, 1, 2, 3, 4]);
    assertFalse(mutex.locked());
  });

  test(`Mutex, ${kind}: a task that takes it again at once does not keep the others out`, async () => {
    const mutex = create();
    const order: string[] = [];
    const task = async (name: string) => {
      for (let i = 0; i < 4; i++) {
        await mutex.acquire();
        order.push(name);
        await turn();
        mutex.release();
      }
    };
    await Promise.all([task("a"), task("b")]);
    assertEquals(order.join(""), "abababab");
  });

  test(`Mutex, ${kind}: a timeout resolves to false at the deadline and leaves the line`, async () => {
    const mutex = create();
    await mutex.acquire();
    const began = performance.now();
    assertFalse(await mutex.acquire({ timeout: 30 }));
    assert(performance.now() - began >= 30);
    assertFalse(await mutex.acquire({ timeout: 0 }));
    mutex.release();
    assert(await mutex.acquire({ timeout: 0 }));
    mutex.release();
  });

  test(`Mutex, ${kind}: an abort rejects with the reason and passes the turn on`, async () => {
    const mutex = create();
    const controller = new AbortController();
    await mutex.acquire();
    const first = mutex.acquire({ signal: controller.signal });
    const second = mutex.acquire();
    mutex.release();
    // After the release, before the waiter can have run: the lock was on its way to it.
    controller.abort("enough");
    assertEquals(await first.catch((reason) => reason), "enough");
    assert(await second);
    mutex.release();
    assertFalse(mutex.locked());
  });

  test(`Mutex, ${kind}: an aborted signal rejects at once, even if the lock is free`, async () => {
    const mutex = create();
    const error = await assertRejects(() => mutex.acquire({ signal: AbortSignal.abort() }));
    assertEquals((error as Error).name, "AbortError");
    assertFalse(mutex.locked());
  });

  test(`Mutex, ${kind}: a thread may go on without waiting while others of it wait`, async () => {
    const mutex = create();
    mutex.acquireSync();
    const waiter = mutex.acquire();
    for (let i = 0; i < 3; i++) {
      mutex.release();
      assert(mutex.acquireSync());
    }
    assertEquals(await stateOf(waiter), "pending");
    mutex.release();
    assert(await waiter);
    mutex.release();
  });

  test(`Mutex, ${kind}: sleeps once however many wait, and not at all when nobody does`, async () => {
    const words = create().words;
    const spy = new SpyParker(parkerOf(words));
    const mutex = new Mutex(words, 0, spy);
    await mutex.acquire();
    const controller = new AbortController();
    const waits = Array.from(
      { length: 100 },
      (_, i) =>
        i % 2 === 0
          ? mutex.acquire({ timeout: 1 + i % 5 })
          : mutex.acquire({ signal: controller.signal }).catch(() => "aborted"),
    );
    await turn();
    assertEquals(spy.asleep, 1);
    controller.abort();
    const results = await Promise.all(waits);
    assertEquals(results.filter((result) => result === false).length, 50);
    assertEquals(results.filter((result) => result === "aborted").length, 50);
    await until(() => spy.asleep === 0);
    assertEquals(spy.mostAsleep, 1);
    mutex.release();
    assertEquals([...words], [0, 0, words[2]]);
  });
}

test("Mutex: bad timeouts and options are refused, naming the value", async () => {
  const mutex = new Mutex();
  assertThrows(() => mutex.acquireSync(-1), RangeError, "timeout must be >= 0, got -1");
  assertThrows(() => mutex.acquireSync(NaN), RangeError, "timeout must be >= 0, got NaN");
  assertThrows(() => mutex.acquireSync("1" as never), TypeError, 'must be a number, got "1"');
  await assertRejects(() => mutex.acquire({ timeout: -1 }), RangeError, "got -1");
  await assertRejects(() => mutex.acquire({ timeout: null as never }), TypeError, "got null");
  await assertRejects(() => mutex.acquire(false as never), TypeError, "options must be an object");
  await assertRejects(() => mutex.acquire({ signal: 1 as never }), TypeError, "AbortSignal, got 1");
  assertFalse(mutex.locked());
});

test("Mutex: a blocking acquire ends at its deadline", () => {
  const mutex = new Mutex();
  mutex.acquireSync();
  const began = performance.now();
  assertFalse(mutex.acquireSync(20));
  assert(performance.now() - began >= 19.9);
  assert(mutex.release());
  assert(mutex.acquireSync(20));
});

test("Mutex: without shared memory a blocking acquire that would wait throws and does no harm", async () => {
  const mutex = new Mutex(new Int32Array(Mutex.WORDS));
  mutex.acquireSync();
  const waiter = mutex.acquire();
  assertThrows(() => mutex.acquireSync(), NotSupportedError, "asynchronous form");
  assertFalse(mutex.acquireSync(0));
  mutex.release();
  assert(await waiter);
  assert(mutex.release());
  assertFalse(mutex.locked());
});

test("Mutex: its words may lie anywhere in a larger memory", async () => {
  const words = createWords(10);
  const mutex = new Mutex(words, 4);
  await mutex.acquire();
  const waiter = new Mutex(words, 4).acquire();
  assert(mutex.release());
  assert(await waiter);
  assertEquals([...words.subarray(0, 4), ...words.subarray(7)], [0, 0, 0, 0, 0, 0, 0]);
  assertEquals(new Mutex(new Int32Array(10), 7, localParker).locked(), false);
});

test("Mutex: waiters of any kind in other threads get it once it is free", async () => {
  await withThreads(3, async (a, b, c) => {
    const { words } = new Mutex();
    const log = createWords(8);
    const mutex = new Mutex(words);
    mutex.acquireSync();
    const waits = [
      a.run("mutexOnceSync", words, log, 1),
      b.run("mutexOnce", words, log, 2),
      c.run("mutexOnceSync", words, log, 3),
      mutex.acquire().then(() => mutex.release()),
    ];
    await until(() => words[0] === 2 && words[1] === 2);
    assertEquals(log[0], 0);
    mutex.release();
    assertEquals(await Promise.all(waits), [true, true, true, true]);
    assertEquals([...log.subarray(1, 4)].sort(), [1, 2, 3]);
    assertFalse(mutex.locked());
  });
});

test("Mutex: a thread with an asynchronous waiter may block on the same mutex", async () => {
  await withThreads(1, async (thread) => {
    const mutex = new Mutex();
    mutex.acquireSync();
    const asleep = createWords(1);
    const both = thread.run("mutexBothWays", mutex.words, asleep);
    await until(() => asleep[0] === 1);
    await turn(20);
    mutex.release();
    assertEquals(await both, [true, true]);
  });
});

test("Mutex: a waiter of a blocked thread does not keep it from the waiters of others", async () => {
  await withThreads(2, async (a, b) => {
    const mutex = new Mutex();
    const flag = new Flag();
    mutex.acquireSync();
    const asleep = createWords(1);
    const blocked = a.run("mutexWhileBlocked", mutex.words, flag.words, asleep);
    // A waiter that is counted, but does not sleep yet, might still take the lock, and then block with it.
    await until(() => asleep[0] === 1);
    const other = b.run("mutexThenSet", mutex.words, flag.words);
    await until(() => mutex.words[1] === 2);
    mutex.release();
    assertEquals(await other, true);
    assertEquals(await blocked, [true, true]);
  });
});

for (const [mode, rounds] of [["sync", 50_000], ["async", 10_000], ["mixed", 10_000]] as const) {
  test(`Mutex: no increment of four threads is lost, ${mode}`, async () => {
    await withThreads(4, async (...threads) => {
      const mutex = new Mutex();
      const cell = createWords(1);
      const gate = gateFor(4);
      await Promise.all(
        threads.map((t) => t.run("mutexCount", mutex.words, cell, gate, rounds, mode)),
      );
      assertEquals(cell[0], 4 * rounds);
      assertFalse(mutex.locked());
      assertEquals(mutex.words[1], 0);
    });
  });
}
