import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertLess,
  assertMatch,
  assertThrows,
} from "@std/assert";
import { BoundedSemaphore, RuntimeError, Semaphore } from "@weft/concurrency/threading";
import * as locks from "./lock_targets.ts";
import * as targets from "./primitive_targets.ts";
import { errorOf, forms, join, lull, start, startMany, stateOf, until } from "./sync_threads.ts";
import { words } from "./thread_targets.ts";

for (const Class of [Semaphore, BoundedSemaphore]) {
  const title = `17.1.6 ${Class.name}`;
  const create = (value?: number) => new Class(value);

  for (const { title: form, sync, acquire } of forms) {
    test(`${title}, ${form}: as many acquires as there are permits do not wait`, async () => {
      for (const value of [1, 2]) {
        const semaphore = create(value);
        for (let round = 0; round < 2; round++) {
          for (let i = 0; i < value; i++) assertEquals(await acquire(semaphore), true);
          for (let i = 0; i < value; i++) semaphore.release();
        }
      }
    });

    test(`${title}, ${form}: acquire without blocking is false when there is no permit`, async () => {
      const semaphore = create(2);
      const results = [];
      for (let i = 0; i < 3; i++) results.push(await acquire(semaphore, { blocking: false }));
      semaphore.release();
      results.push(await acquire(semaphore, { blocking: false }));
      assertEquals(results, [true, true, false, true]);
    });

    test(`${title}, ${form}: five threads that try twice share the three permits left`, async () => {
      const semaphore = create(4);
      await acquire(semaphore);
      const out = words();
      await join(...startMany(5, targets.tryTwice, () => [semaphore, out, sync]));
      assertEquals([out[0], out[1]], [3, 7]);
    });

    test(`${title}, ${form}: acquire is false at its timeout`, async () => {
      const semaphore = create(2);
      const results = [];
      for (let i = 0; i < 3; i++) results.push(await acquire(semaphore, { timeout: 5 }));
      semaphore.release();
      results.push(await acquire(semaphore, { timeout: 5 }));
      assertEquals(results, [true, true, false, true]);
      const began = performance.now();
      assertEquals(await acquire(semaphore, { timeout: 100 }), false);
      assertGreaterOrEqual(performance.now() - began, 99);
      assertLess(performance.now() - began, 5_000);
      assertEquals(await acquire(semaphore, { timeout: -1 }), false);
    });

    test(`${title}, ${form}: the value is 1 by default, and another thread waits for it`, async () => {
      const semaphore = create();
      const out = words();
      await acquire(semaphore);
      const thread = start(locks.pass, semaphore, out, sync);
      await until(() => Atomics.load(out, 0) === 1);
      await lull();
      assertEquals(Atomics.load(out, 1), 0);
      semaphore.release();
      await join(thread);
      assertEquals(out[1], 1);
    });

    test(`${title}, ${form}: ten threads get exactly the permits that are released`, async () => {
      const semaphore = create(7);
      await acquire(semaphore);
      const out = words(8);
      const threads = startMany(10, targets.acquireTwice, (i) => [
        semaphore,
        out,
        // Both forms compete, most of them in this one.
        i % 3 === 0 ? !sync : sync,
      ]);
      const phase = async (number: number, released: number, expected: number[]) => {
        out[0] = number;
        for (let i = 0; i < released; i++) semaphore.release();
        const sum = expected.reduce((a, b) => a + b);
        const now = () => [out[1]!, out[2]!, out[3]!];
        await until(() => now().reduce((a, b) => a + b) === sum);
        await lull();
        assertEquals(now(), expected);
      };
      await phase(0, 0, [6, 0, 0]);
      await phase(1, 7, [6, 7, 0]);
      await phase(2, 6, [6, 7, 6]);
      assertEquals(await acquire(semaphore, { blocking: false }), false);
      semaphore.release();
      await join(...threads);
      assertEquals([...out.subarray(1, 5)], [6, 7, 7, 0]);
    });

    test(`${title}, ${form}: never more threads inside than permits, and at the end all are back`, async () => {
      const semaphore = create(2);
      const out = words();
      await join(...startMany(5, targets.inside, () => [semaphore, out, 100, sync]));
      assertEquals(out[0], 0);
      assert(out[1]! <= 2, `${out[1]} at a time`);
      const left = [1, 2, 3].map(() => semaphore.acquireSync({ blocking: false }));
      assertEquals(left, [true, true, false]);
    });
  }

  test(`${title}: one that is taken and dropped leaves nothing hanging`, async () => {
    await create().acquire();
    create().acquireSync();
  });

  test(`${title}: release(n) lets n waiters go on`, async () => {
    const semaphore = create(4);
    for (let i = 0; i < 4; i++) await semaphore.acquire();
    const waits = [1, 2, 3].map(() => semaphore.acquire());
    semaphore.release(2);
    assertEquals(await Promise.all(waits.slice(0, 2)), [true, true]);
    await lull();
    assertEquals(await stateOf(waits[2]!), "pending");
    semaphore.release(2);
    assertEquals(await waits[2], true);
    assertEquals(semaphore.acquireSync({ blocking: false }), true);
    assertEquals(semaphore.acquireSync({ blocking: false }), false);
  });

  test(`${title}: an abort ends a wait, and takes no permit`, async () => {
    const semaphore = create();
    await semaphore.acquire();
    const out = words();
    await join(start(locks.abortOne, semaphore, out));
    assertEquals(out[0], 1);
    const controller = new AbortController();
    const aborted = semaphore.acquire({ signal: controller.signal });
    semaphore.release();
    // The permit was on its way.
    controller.abort("enough");
    assertEquals(await aborted.catch((reason) => reason), "enough");
    const signal = AbortSignal.abort("no");
    assertEquals(await semaphore.acquire({ signal }).catch((reason) => reason), "no");
    assertEquals(await semaphore.hold({ signal }).catch((reason) => reason), "no");
    assertEquals(await semaphore.acquire({ blocking: false }), true);
    assertEquals(await semaphore.acquire({ blocking: false }), false);
  });

  test(`${title}: hold takes a permit, and the end of the block gives it back, once`, async () => {
    const semaphore = create();
    {
      using _ = await semaphore.hold();
      assertFalse(semaphore.acquireSync({ blocking: false }));
    }
    const held = semaphore.holdSync();
    held[Symbol.dispose]();
    held[Symbol.dispose]();
    assert(semaphore.acquireSync({ blocking: false }));
    assertFalse(semaphore.acquireSync({ blocking: false }));
  });

  test(`${title}: a value of 0 makes the first acquire wait for a release`, async () => {
    const semaphore = new Semaphore(0);
    const wait = semaphore.acquire();
    assertEquals(await stateOf(wait), "pending");
    semaphore.release();
    assertEquals(await wait, true);
  });

  test(`${title}: acquireSync that nobody else could end throws instead of blocking for ever`, () => {
    const semaphore = create();
    semaphore.acquireSync();
    const error = assertThrows(() => semaphore.acquireSync(), RuntimeError) as Error;
    assertMatch(error.message, /^Semaphore.acquireSync would deadlock: there is no permit, and/);
    assertThrows(() => semaphore.holdSync(), RuntimeError, "would deadlock");
    assertThrows(() => semaphore.acquireSync({ timeout: Infinity }), RuntimeError, "deadlock");
    assertFalse(semaphore.acquireSync({ timeout: 1 }));
    const thread = start(locks.release, semaphore);
    assert(semaphore.acquireSync());
    thread.joinSync();
  });

  test(`${title}: bad input is refused at the call, and takes and adds nothing`, async () => {
    const bad: [unknown, typeof RangeError | typeof TypeError, string][] = [
      [-1, RangeError, "value must be >= 0, got -1"],
      [-Infinity, RangeError, "value must be an integer, got -Infinity"],
      [1.5, RangeError, "value must be an integer, got 1.5"],
      [NaN, RangeError, "value must be an integer, got NaN"],
      [2 ** 31, RangeError, "value must be <= 2147483647, got 2147483648"],
      ["1", TypeError, "value must be a number, got 1"],
      [null, TypeError, "value must be a number, got null"],
    ];
    for (const [value, Error, message] of bad) {
      assertThrows(() => create(value as number), Error, `Semaphore: ${message}`);
    }
    // A failed constructor leaves nothing for the next one.
    const semaphore = create(1);
    const refused: [() => unknown, typeof RangeError | typeof TypeError, RegExp][] = [
      [() => semaphore.release(0), RangeError, /^Semaphore.release: n must be >= 1, got 0$/],
      [() => semaphore.release(-1), RangeError, /n must be >= 1, got -1$/],
      [() => semaphore.release(0.5), RangeError, /n must be an integer, got 0.5$/],
      [() => semaphore.release("1" as never), TypeError, /n must be a number, got 1$/],
      [() => semaphore.acquire(false as never), TypeError, /options must be an object, got false$/],
      [() => semaphore.acquireSync(5 as never), TypeError, /options must be an object, got 5$/],
      [
        () => semaphore.acquire({ blocking: false, timeout: 1_000 }),
        RangeError,
        /^Semaphore.acquire: .*timeout for a non-blocking call, got 1000$/,
      ],
      [
        () => semaphore.acquireSync({ blocking: false, timeout: 1_000 }),
        RangeError,
        /^Semaphore.acquireSync: .*timeout for a non-blocking call, got 1000$/,
      ],
      [() => semaphore.acquire({ timeout: NaN }), TypeError, /timeout must be .*, got NaN$/],
      [
        () => semaphore.acquireSync({ timeout: 1e300 }),
        RangeError,
        /timeout must be <= .*1e\+300$/,
      ],
      [() => semaphore.acquire({ signal: 5 as never }), TypeError, /signal must be .*, got 5$/],
    ];
    for (const [call, Class, message] of refused) {
      const error = await errorOf(call);
      assert(error instanceof Class, `${call}: ${error}`);
      assertMatch(error.message, message);
    }
    assert(semaphore.acquireSync({ blocking: false }));
    assertFalse(semaphore.acquireSync({ blocking: false }));
  });
}

test("17.1.6 Semaphore: it may be released above its first value", async () => {
  const semaphore = new Semaphore(1);
  semaphore.release();
  assert(await semaphore.acquire());
  assert(semaphore.acquireSync());
  assertFalse(semaphore.acquireSync({ blocking: false }));
});

test("17.1.6 BoundedSemaphore: a release above its first value throws RangeError and changes nothing", async () => {
  const semaphore = new BoundedSemaphore(2);
  const error = assertThrows(() => semaphore.release(), RangeError) as Error;
  assertMatch(error.message, /^BoundedSemaphore.release: .* at most 2 permits, got 1$/);
  await semaphore.acquire();
  assertThrows(() => semaphore.release(2), RangeError, "got 2");
  semaphore.release();
  assertThrows(() => semaphore.release(), RangeError);
  const left = [1, 2, 3].map(() => semaphore.acquireSync({ blocking: false }));
  assertEquals(left, [true, true, false]);
});

test("17.1.6 BoundedSemaphore: it is bounded in other threads too", async () => {
  const semaphore = new BoundedSemaphore(1);
  const out = words();
  await join(start(locks.releaseNotMine, semaphore, out));
  // An error, but no RuntimeError.
  assertEquals(out[0], 2);
  assert(semaphore.acquireSync({ blocking: false }));
  assertFalse(semaphore.acquireSync({ blocking: false }));
});
