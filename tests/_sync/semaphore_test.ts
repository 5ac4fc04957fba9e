import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertRejects, assertThrows } from "@std/assert";
import { NotSupportedError } from "../../_runtime/errors.ts";
import { Semaphore } from "../../_sync/semaphore.ts";
import { createWords, parkerOf } from "../../_sync/words.ts";
import { SpyParker } from "./spy_parker.ts";
import { gateFor, stateOf, turn, until, withThreads } from "./threads.ts";

const both: [string, (value: number) => Semaphore][] = [
  ["shared words", (value) => new Semaphore(value)],
  ["plain words", (value) => new Semaphore(value, new Int32Array(Semaphore.WORDS))],
];

for (const [kind, create] of both) {
  test(`Semaphore, ${kind}: gives out its permits and no more`, async () => {
    const semaphore = create(2);
    assertEquals(semaphore.value, 2);
    assert(semaphore.tryAcquire());
    assert(await semaphore.acquire());
    assertEquals(semaphore.value, 0);
    assertFalse(semaphore.tryAcquire());
    assertFalse(semaphore.acquireSync(0));
    assertFalse(await semaphore.acquire({ timeout: 0 }));
    semaphore.release(3);
    assertEquals(semaphore.value, 3);
    assert(semaphore.acquireSync());
    assertEquals(semaphore.value, 2);
  });

  test(`Semaphore, ${kind}: release(n) serves the n who came first`, async () => {
    const semaphore = create(0);
    const waits = Array.from({ length: 5 }, () => semaphore.acquire());
    semaphore.release(2);
    await turn();
    assertEquals(
      await Promise.all(waits.map(stateOf)),
      [true, true, "pending", "pending", "pending"],
    );
    assertEquals(semaphore.value, 0);
    semaphore.release(4);
    assertEquals(await Promise.all(waits), [true, true, true, true, true]);
    assertEquals(semaphore.value, 1);
  });

  test(`Semaphore, ${kind}: a task that takes permits in a loop does not keep the others out`, async () => {
    const semaphore = create(1);
    const order: string[] = [];
    const task = async (name: string) => {
      for (let i = 0; i < 3; i++) {
        await semaphore.acquire();
        order.push(name);
        await turn();
        semaphore.release();
      }
    };
    await Promise.all([task("a"), task("b"), task("c")]);
    assertEquals(order.join(""), "abcabcabc");
  });

  test(`Semaphore, ${kind}: who gives up neither loses nor keeps a permit`, async () => {
    const semaphore = create(0);
    const controller = new AbortController();
    const first = semaphore.acquire({ signal: controller.signal });
    const second = semaphore.acquire({ timeout: 5 });
    const third = semaphore.acquire();
    const fourth = semaphore.acquire();
    semaphore.release();
    controller.abort("gone");
    assertEquals(await first.catch((reason) => reason), "gone");
    assertEquals(await second, true);
    semaphore.release();
    assert(await third);
    assertEquals(await stateOf(fourth), "pending");
    const began = performance.now();
    assertFalse(await semaphore.acquire({ timeout: 20 }));
    assert(performance.now() - began >= 20);
    semaphore.release();
    assert(await fourth);
    assertEquals(semaphore.value, 0);
  });

  test(`Semaphore, ${kind}: an aborted signal rejects at once, and takes no permit`, async () => {
    const semaphore = create(1);
    await assertRejects(() => semaphore.acquire({ signal: AbortSignal.abort() }), DOMException);
    assertEquals(semaphore.value, 1);
  });

  test(`Semaphore, ${kind}: 200 given up waits leave no sleep behind`, async () => {
    const { words } = create(0);
    const spy = new SpyParker(parkerOf(words));
    const semaphore = new Semaphore(undefined, words, 0, spy);
    for (let i = 0; i < 20; i++) {
      const waits = Array.from({ length: 10 }, () => semaphore.acquire({ timeout: 0.1 }));
      assertFalse((await Promise.all(waits)).includes(true));
    }
    await until(() => spy.asleep === 0);
    assertEquals(spy.mostAsleep, 1);
    assertEquals(words[2], 0);
    semaphore.release();
    assert(await semaphore.acquire());
  });

  test(`Semaphore, ${kind}: releaseWithin changes nothing above the limit`, () => {
    const semaphore = create(2);
    assertFalse(semaphore.releaseWithin(2));
    assertFalse(semaphore.releaseWithin(4, 3));
    assertEquals(semaphore.value, 2);
    assert(semaphore.releaseWithin(4, 2));
    assertEquals(semaphore.value, 4);
  });
}

test("Semaphore: bad input is refused, naming argument and value", async () => {
  assertThrows(() => new Semaphore(-1), RangeError, "value must be >= 0, got -1");
  assertThrows(() => new Semaphore(1.5), RangeError, "value must be an integer, got 1.5");
  assertThrows(() => new Semaphore("1" as never), TypeError, "value must be a number, got 1");
  const semaphore = new Semaphore(1);
  assertThrows(() => semaphore.release(0), RangeError, "n must be >= 1, got 0");
  assertThrows(() => semaphore.release(-2), RangeError, "n must be >= 1, got -2");
  assertThrows(() => semaphore.release(2 ** 31 - 1), RangeError, "at most 2147483647 permits");
  assertThrows(() => semaphore.acquireSync(-1), RangeError, "timeout must be >= 0, got -1");
  await assertRejects(() => semaphore.acquire({ timeout: NaN }), RangeError, "got NaN");
  assertEquals(semaphore.value, 1);
});

test("Semaphore: over existing words it leaves the value as it is, unless one is given", () => {
  assertEquals(new Semaphore().value, 1);
  const { words } = new Semaphore(5);
  assertEquals(new Semaphore(undefined, words).value, 5);
  assertEquals(new Semaphore(2, words).value, 2);
  const many = createWords(10);
  assertEquals(new Semaphore(7, many, 4).value, 7);
  assertEquals(many[4], 7);
});

test("Semaphore: without shared memory a blocking acquire that would wait throws and does no harm", () => {
  const semaphore = new Semaphore(0, new Int32Array(Semaphore.WORDS));
  assertThrows(() => semaphore.acquireSync(), NotSupportedError, "asynchronous form");
  assertEquals([...semaphore.words], [0, 0, 0, 0]);
});

test("Semaphore: release(n) serves n waiters of any kind in any thread", async () => {
  await withThreads(4, async (a, b, c, d) => {
    const semaphore = new Semaphore(0);
    const { words } = semaphore;
    let served = 0;
    const waits = [
      a.run("semaphoreAcquireSync", words),
      b.run("semaphoreAcquireSync", words),
      c.run("semaphoreAcquire", words),
      c.run("semaphoreAcquire", words),
      d.run("semaphoreAcquire", words),
      semaphore.acquire(),
    ].map((wait) => wait.then((got) => served += Number(got)));
    // Each run has an object of its own, and so a line.
    await until(() => words[1] === 2 && words[2] === 4);
    for (const n of [1, 2, 3]) {
      const expected = served + n;
      semaphore.release(n);
      await until(() => served === expected);
      await turn(5);
      assertEquals([served, semaphore.value], [expected, 0]);
    }
    await Promise.all(waits);
    assertEquals([...words.subarray(0, 3)], [0, 0, 0]);
  });
});

test("Semaphore: a blocked main thread gets a permit from another one, or false at the deadline", async () => {
  await withThreads(1, async (thread) => {
    const semaphore = new Semaphore(0);
    assertFalse(semaphore.acquireSync(10));
    const released = thread.run("semaphoreRelease", semaphore.words, 2);
    assert(semaphore.acquireSync(10_000));
    assert(semaphore.acquireSync(10_000));
    await released;
  });
});

test("Semaphore: a thread with an asynchronous waiter may block on the same semaphore", async () => {
  await withThreads(1, async (thread) => {
    const semaphore = new Semaphore(0);
    const waits = thread.run("semaphoreBothWays", semaphore.words);
    await until(() => semaphore.words[1] === 1 && semaphore.words[2] === 1);
    semaphore.release();
    await turn(5);
    semaphore.release();
    assertEquals(await waits, [true, true]);
  });
});

for (const mode of ["sync", "async", "mixed"] as const) {
  test(`Semaphore: four threads that give up now and then never lose or invent a permit, ${mode}`, async () => {
    await withThreads(4, async (...threads) => {
      const semaphore = new Semaphore(2);
      const inside = createWords(2);
      const gate = gateFor(4);
      const taken = await Promise.all(
        threads.map((t) =>
          t.run(
            "semaphorePermits",
            semaphore.words,
            inside,
            gate,
            mode === "sync" ? 20_000 : 500,
            mode,
          )
        ),
      );
      assert(taken.every((count) => count > 0));
      assert(inside[1]! <= 2, `${inside[1]} at a time`);
      assertEquals([...semaphore.words.subarray(0, 3)], [2, 0, 0]);
    });
  });
}
