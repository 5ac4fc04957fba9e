import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertRejects, assertThrows } from "@std/assert";
import { NotSupportedError, RuntimeError } from "../../_runtime/errors.ts";
import { Condition } from "../../_sync/condition.ts";
import { Mutex } from "../../_sync/mutex.ts";
import { WaitList } from "../../_sync/wait_list.ts";
import { createWords, parkerOf } from "../../_sync/words.ts";
import { SpyParker } from "./spy_parker.ts";
import { stateOf, turn, until, withThreads } from "./threads.ts";

type Words = (count: number) => Int32Array;
const both: [string, Words][] = [
  ["shared words", createWords],
  ["plain words", (count) => new Int32Array(count)],
];

function create(words: Words) {
  const mutex = new Mutex(words(Mutex.WORDS));
  return { mutex, condition: new Condition(mutex, words(Condition.WORDS)) };
}

/** Waits in a task of its own; `order` gets `name` when it is notified. */
async function waiter(
  { mutex, condition }: ReturnType<typeof create>,
  order: unknown[],
  name: unknown,
  options?: Parameters<Condition["wait"]>[0],
) {
  await mutex.acquire();
  try {
    const notified = await condition.wait(options);
    assert(mutex.locked());
    if (notified) order.push(name);
    return notified;
  } catch (error) {
    assert(mutex.locked());
    return error;
  } finally {
    mutex.release();
  }
}

for (const [kind, words] of both) {
  test(`Condition, ${kind}: notify(n) wakes exactly the n who came first`, async () => {
    const subject = create(words);
    const { mutex, condition } = subject;
    const order: unknown[] = [];
    const waits = [0, 1, 2, 3, 4, 5].map((n) => waiter(subject, order, n));
    await until(() => condition.waiters === 6);
    for (const [n, expected] of [[1, [0]], [2, [0, 1, 2]], [0, [0, 1, 2]]] as const) {
      await mutex.acquire();
      condition.notify(n);
      await turn(5);
      // Notified, but the lock is not free yet.
      assertEquals(order.length, Math.max(0, expected.length - n));
      mutex.release();
      await turn(5);
      assertEquals(order, [...expected]);
    }
    await mutex.acquire();
    condition.notifyAll();
    assertEquals(condition.waiters, 0);
    condition.notify(3);
    mutex.release();
    await Promise.all(waits);
    assertEquals(order, [0, 1, 2, 3, 4, 5]);
    assertFalse(mutex.locked());
  });

  test(`Condition, ${kind}: a notification without waiters is not kept`, async () => {
    const { mutex, condition } = create(words);
    await mutex.acquire();
    condition.notify(3);
    condition.notifyAll();
    assertFalse(await condition.wait({ timeout: 5 }));
    assert(mutex.locked());
  });

  test(`Condition, ${kind}: a wait frees the lock, and ends at its timeout holding it`, async () => {
    const { mutex, condition } = create(words);
    await mutex.acquire();
    const began = performance.now();
    const wait = condition.wait({ timeout: 20 });
    assertFalse(mutex.locked());
    assert(mutex.tryAcquire());
    await turn(30);
    assertEquals(await stateOf(wait), "pending");
    mutex.release();
    assertFalse(await wait);
    assert(performance.now() - began >= 20);
    assert(mutex.locked());
    assertFalse(await condition.wait({ timeout: 0 }));
    assert(mutex.locked());
    assertEquals(condition.waiters, 0);
  });

  test(`Condition, ${kind}: an abort rejects with the reason, holding the lock, and gives up the place`, async () => {
    const subject = create(words);
    const { mutex, condition } = subject;
    const order: unknown[] = [];
    const controller = new AbortController();
    const first = waiter(subject, order, "first", { signal: controller.signal });
    const second = waiter(subject, order, "second");
    await until(() => condition.waiters === 2);
    controller.abort("enough");
    assertEquals(await first, "enough");
    assertEquals(condition.waiters, 1);
    await mutex.acquire();
    condition.notify();
    mutex.release();
    assertEquals(await second, true);
    assertEquals(order, ["second"]);
  });

  test(`Condition, ${kind}: an aborted signal rejects at once, without freeing the lock`, async () => {
    const { mutex, condition } = create(words);
    await mutex.acquire();
    const wait = condition.wait({ signal: AbortSignal.abort("never") });
    assert(mutex.locked());
    assertEquals(await wait.catch((reason) => reason), "never");
    assert(mutex.locked());
  });

  test(`Condition, ${kind}: who is notified while giving up counts as notified`, async () => {
    const subject = create(words);
    const { mutex, condition } = subject;
    const order: unknown[] = [];
    const controller = new AbortController();
    const aborted = waiter(subject, order, "aborted", { signal: controller.signal });
    const timedOut = waiter(subject, order, "timed out", { timeout: 5 });
    const last = waiter(subject, order, "last");
    await until(() => condition.waiters === 3);
    await mutex.acquire();
    controller.abort();
    await turn(15);
    // Both have given up, but can't have the lock.
    condition.notify(2);
    mutex.release();
    assertEquals(await aborted, true);
    assertEquals(await timedOut, true);
    assertEquals(order.toSorted(), ["aborted", "timed out"]);
    assertEquals(await stateOf(last), "pending");
    await mutex.acquire();
    condition.notify();
    mutex.release();
    assertEquals(await last, true);
  });

  test(`Condition, ${kind}: 10,000 waits that time out leave no place taken and no sleep behind`, async () => {
    const lock = words(Mutex.WORDS);
    const spy = new SpyParker(parkerOf(lock));
    const mutex = new Mutex(lock);
    const condition = new Condition(mutex, words(Condition.WORDS), 0, spy);
    const order: unknown[] = [];
    // One who waits all the time, so that the line is never empty.
    const patient = waiter({ mutex, condition }, order, "patient");
    for (let i = 0; i < 10; i++) {
      const signal = AbortSignal.timeout(1);
      const waits = Array.from(
        { length: 1000 },
        (_, n) =>
          waiter({ mutex, condition }, order, n, n % 2 === 0 ? { timeout: 0.1 } : { signal }),
      );
      await Promise.all(waits);
      assertEquals(condition.waiters, 1);
    }
    assertEquals(spy.mostAsleep, 1);
    await mutex.acquire();
    condition.notify();
    mutex.release();
    await patient;
    assertEquals(order, ["patient"]);
    await until(() => spy.asleep === 0);
  });

  test(`Condition, ${kind}: without the lock wait and notify throw RuntimeError`, async () => {
    const { mutex, condition } = create(words);
    await assertRejects(() => condition.wait(), RuntimeError, "cannot wait on un-acquired lock");
    assertThrows(() => condition.waitSync(), RuntimeError, "cannot wait on un-acquired lock");
    assertThrows(() => condition.notify(), RuntimeError, "cannot notify on un-acquired lock");
    assertThrows(() => condition.notifyAll(), RuntimeError, "cannot notify on un-acquired lock");
    await mutex.acquire();
    await assertRejects(() => condition.wait({ timeout: -1 }), RangeError, "timeout must be >= 0");
    assertThrows(() => condition.waitSync(-1), RangeError, "timeout must be >= 0, got -1");
    assertThrows(() => condition.notify(-1), RangeError, "n must be an integer >= 0, got -1");
    assertThrows(() => condition.notify("1" as never), TypeError, "n must be a number, got 1");
    assert(mutex.locked());
    assertEquals(condition.waiters, 0);
  });
}

test("Condition: a blocking wait ends at its deadline holding the lock", () => {
  const { mutex, condition } = create(createWords);
  mutex.acquireSync();
  const began = performance.now();
  assertFalse(condition.waitSync(15));
  assert(performance.now() - began >= 14.9);
  assert(mutex.locked());
  assertEquals(condition.waiters, 0);
});

test("Condition: without shared memory a blocking wait throws, holding the lock", () => {
  const { mutex, condition } = create((count) => new Int32Array(count));
  mutex.acquireSync();
  assertThrows(() => condition.waitSync(), NotSupportedError, "asynchronous form");
  assert(mutex.locked());
  assertEquals(condition.waiters, 0);
});

test("Condition: more waiters than there is room for is an error that harms nobody", async () => {
  const mutex = new Mutex();
  const words = createWords(Condition.WORDS);
  // Two objects, as if in two threads: so that no waiter can share the place of the one before.
  const sides = [new Condition(mutex, words), new Condition(mutex, words)];
  const order: unknown[] = [];
  const waits: Promise<unknown>[] = [];
  for (let i = 0; i < WaitList.CAPACITY; i++) {
    waits.push(waiter({ mutex, condition: sides[i % 2]! }, order, i));
  }
  const [even, odd] = sides as [Condition, Condition];
  await until(() => even.waiters === WaitList.CAPACITY);
  await mutex.acquire();
  await assertRejects(() => even.wait(), RuntimeError, "room for 512 waiters");
  assertThrows(() => even.waitSync(), RuntimeError, "room for 512 waiters");
  assert(mutex.locked());
  even.notify(1);
  mutex.release();
  assert(await waits[0]);
  await mutex.acquire();
  const another = odd.wait({ timeout: 1 });
  assertFalse(await another);
  odd.notifyAll();
  mutex.release();
  await Promise.all(waits);
  assertEquals(order.length, WaitList.CAPACITY);
});

test("Condition: 5,000 asynchronous waiters of one thread find room", async () => {
  const subject = create(createWords);
  const order: number[] = [];
  const waits = Array.from({ length: 5000 }, (_, i) => waiter(subject, order, i));
  await until(() => subject.condition.waiters === 5000);
  await subject.mutex.acquire();
  subject.condition.notify(2500);
  subject.condition.notifyAll();
  subject.mutex.release();
  await Promise.all(waits);
  assertEquals(order, Array.from({ length: 5000 }, (_, i) => i));
});

test("Condition: blocking and asynchronous waiters of all threads stand in one line", async () => {
  await withThreads(5, async (...threads) => {
    const { mutex, condition } = create(createWords);
    const log = createWords(16);
    const [a, b, c, d, notifier] = threads;
    let mark = 0;
    const waits: Promise<unknown>[] = [];
    const join = async (wait: (mark: number) => Promise<unknown>) => {
      waits.push(wait(++mark));
      await until(() => condition.waiters === mark);
    };
    const async_ = (thread: typeof a) =>
      join((mark) => thread!.run("conditionWait", mutex.words, condition.words, log, mark));
    const sync = (thread: typeof a) =>
      join((mark) => thread!.run("conditionWaitSync", mutex.words, condition.words, log, mark));
    const here = () =>
      join(async (mark) => {
        await mutex.acquire();
        await condition.wait();
        log[++log[0]!] = mark;
        return mutex.release();
      });
    await async_(a);
    await sync(b);
    await async_(c);
    await async_(c);
    await here();
    await async_(a);
    await sync(d);
    await here();
    await here();
    await async_(c);
    assertEquals(mark, 10);

    for (let woken = 0; woken < mark; woken++) {
      assertEquals([log[0], condition.waiters], [woken, mark - woken]);
      if (woken % 2 === 0) {
        await mutex.acquire();
        condition.notify();
        mutex.release();
      } else {
        await notifier!.run("conditionNotify", mutex.words, condition.words, 1);
      }
      await until(() => log[0] === woken + 1);
    }
    assertEquals(await Promise.all(waits), Array(10).fill(true));
    assertEquals([...log.subarray(1, 11)], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

test("Condition: waits in other threads time out holding the lock, and give up their place", async () => {
  await withThreads(3, async (a, b, c) => {
    const { mutex, condition } = create(createWords);
    const [lock, words] = [mutex.words, condition.words];
    const log = createWords(4);
    assertFalse(await a.run("conditionWaitSync", lock, words, log, 1, 5));
    assertFalse(await b.run("conditionWait", lock, words, log, 2, 5));
    const first = a.run("conditionWaitSync", lock, words, log, 1, 5);
    const second = b.run("conditionWait", lock, words, log, 2, 30_000);
    await first;
    await until(() => condition.waiters === 1);
    await c.run("conditionNotify", lock, words, 1);
    assert(await second);
    assertEquals([...log.subarray(0, 2)], [1, 2]);
    assertFalse(mutex.locked());
  });
});

for (const mode of ["sync", "async"] as const) {
  test(`Condition: two producers and two consumers lose no wake-up, ${mode}`, async () => {
    await withThreads(4, async (p, q, a, b) => {
      const { mutex, condition } = create(createWords);
      const args = [mutex.words, condition.words, createWords(2)] as const;
      const results = await Promise.all([
        a.run("conditionConsume", ...args, 4000, mode),
        b.run("conditionConsume", ...args, 4000, mode),
        p.run("conditionProduce", ...args, 2000, 1),
        q.run("conditionProduce", ...args, 2000, 1),
      ]);
      assertEquals(results[0] + results[1], 4000);
      assertEquals([...args[2]], [0, 4000]);
      assertEquals(condition.waiters, 0);
    });
  });
}
