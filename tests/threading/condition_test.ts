import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertLess,
  assertMatch,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Condition, Lock, RLock, RuntimeError } from "@weft/concurrency/threading";
import * as targets from "./condition_targets.ts";
import { PHASE, READY, RECORDS } from "./condition_targets.ts";
import { takenElsewhere } from "./lock_suite.ts";
import {
  errorOf,
  forms,
  join,
  lull,
  start,
  startMany,
  stateOf,
  turn,
  until,
} from "./sync_threads.ts";
import { words } from "./thread_targets.ts";

const locks: [string, () => Condition][] = [
  ["RLock", () => new Condition()],
  ["Lock", () => new Condition(new Lock())],
];
// Which threads use the blocking form.
const mixes: [string, (i: number) => boolean][] = [
  ["asynchronous", () => false],
  ["blocking", () => true],
  ["mixed", (i) => i % 2 === 0],
];

/** How many first and second waits have come back, and in which phases. */
function records(out: Int32Array): [number[], number[]] {
  const of = (round: number) =>
    Array.from({ length: 5 }, (_, i) => Atomics.load(out, RECORDS + 8 * round + i))
      .filter((phase) => phase !== 0).sort();
  return [of(0), of(1)];
}

for (const [lock, create] of locks) {
  for (const [mix, sync] of mixes) {
    test(`17.1.5 Condition of ${lock}, ${mix}: notify(n) wakes exactly n of five threads, again and again`, async () => {
      const cond = create();
      for (let repetition = 0; repetition < 2; repetition++) {
        const out = words(targets.SIZE);
        const threads = startMany(5, targets.waitTimes, (i) => [cond, out, i, 2, sync(i)]);
        const step = async (ready: number, phase: number, n: number) => {
          await until(() => Atomics.load(out, READY) === ready);
          await cond.acquire();
          if (n === Infinity) cond.notifyAll();
          else cond.notify(n);
          await lull();
          out[PHASE] = phase;
          cond.release();
        };
        await step(5, 1, 3);
        await until(() => records(out)[0].length === 3);
        await until(() => Atomics.load(out, READY) === 8);
        await lull();
        assertEquals(records(out), [[1, 1, 1], []]);
        await step(8, 2, 5);
        await until(() => records(out).flat().length === 8);
        await until(() => Atomics.load(out, READY) === 10);
        await lull();
        assertEquals(records(out), [[1, 1, 1, 2, 2], [2, 2, 2]]);
        await step(10, 3, Infinity);
        await join(...threads);
        assertEquals(records(out), [[1, 1, 1, 2, 2], [2, 2, 2, 3, 3]]);
      }
    });

    test(`17.1.5 Condition of ${lock}, ${mix}: who came first is woken first`, async () => {
      const cond = create();
      const out = words(targets.SIZE);
      const threads = [];
      for (let i = 0; i < 5; i++) {
        threads.push(start(targets.waitTimes, cond, out, i, 1, sync(i)));
        await until(() => Atomics.load(out, READY) === i + 1);
      }
      for (let i = 0; i < 5; i++) {
        await cond.acquire();
        out[PHASE] = i + 1;
        cond.notify();
        cond.release();
        await threads[i]!.join();
      }
      assertEquals([...out.subarray(RECORDS, RECORDS + 5)], [1, 2, 3, 4, 5]);
    });

    test(`17.1.5 Condition of ${lock}, ${mix}: five threads that nobody notifies get false at their timeouts`, async () => {
      const cond = create();
      const out = words(5);
      await join(...startMany(5, targets.waitFor, (i) => [cond, out, i, 100, sync(i)]));
      for (const took of out) {
        assertGreaterOrEqual(took, 99);
        assertLess(took, 5_000);
      }
      // None of them is in the line any more.
      const next = words(targets.SIZE);
      const thread = start(targets.waitTimes, cond, next, 0, 1, sync(0));
      await until(() => Atomics.load(next, READY) === 1);
      await cond.acquire();
      next[PHASE] = 1;
      cond.notify();
      cond.release();
      await join(thread);
      assertEquals(next[RECORDS], 1);
    });
  }
}

for (const { title, sync, acquire } of forms) {
  test(`17.1.5 Condition, ${title}: waitFor asks whenever it is notified, and returns the last value`, async () => {
    const cond = new Condition();
    const state = words(2);
    const thread = start(targets.waitForFour, cond, state, sync);
    for (let i = 0; i < 4; i++) {
      await turn(10);
      await acquire(cond);
      state[0]!++;
      cond.notify();
      cond.release();
    }
    await join(thread);
    assertEquals(state[1], 1);
  });

  test(`17.1.5 Condition, ${title}: waitFor does not wait when the predicate says yes`, async () => {
    const cond = new Condition();
    await acquire(cond);
    const value = {};
    const got = sync ? cond.waitForSync(() => value) : await cond.waitFor(() => value);
    assertStrictEquals(got, value);
    cond.release();
  });

  test(`17.1.5 Condition, ${title}: waitFor returns the predicate's last value at the timeout`, async () => {
    const cond = new Condition();
    await acquire(cond);
    let asked = 0;
    const predicate = () => {
      asked++;
      return 0;
    };
    const began = performance.now();
    const got = sync
      ? cond.waitForSync(predicate, { timeout: 50 })
      : await cond.waitFor(predicate, { timeout: 50 });
    assertStrictEquals(got, 0);
    assertGreaterOrEqual(performance.now() - began, 49);
    assertEquals(asked, 2);
    assertStrictEquals(
      sync
        ? cond.waitForSync(predicate, { timeout: -1 })
        : await cond.waitFor(predicate, { timeout: -1 }),
      0,
    );
    cond.release();
  });

  test(`17.1.5 Condition, ${title}: an error of waitFor's predicate comes back, with the lock held`, async () => {
    const cond = new Condition(new Lock());
    await acquire(cond);
    const predicate = () => {
      throw new Error("no answer");
    };
    const error = await errorOf(() => sync ? cond.waitForSync(predicate) : cond.waitFor(predicate));
    assertEquals(error.message, "no answer");
    assert(await takenElsewhere(cond));
    cond.release();
  });

  test(`17.1.5 Condition, ${title}: a wait frees all levels of an RLock, and takes them again`, async () => {
    const cond = new Condition();
    const out = words();
    const thread = start(targets.waitDeep, cond, out, sync);
    await until(() => Atomics.load(out, 1) === 1);
    await acquire(cond);
    cond.notify();
    cond.release();
    await join(thread);
    assertEquals(out[0], 1);
    assertFalse(await takenElsewhere(cond));
  });

  test(`17.1.5 Condition, ${title}: without the lock, wait, waitFor and notify throw RuntimeError`, async () => {
    for (const cond of [new Condition(), new Condition(new Lock())]) {
      const calls = [
        () => sync ? cond.waitSync() : cond.wait(),
        () => sync ? cond.waitForSync(() => false) : cond.waitFor(() => false),
        () => cond.notify(),
        () => cond.notify(0),
        () => cond.notifyAll(),
      ];
      for (const call of calls) {
        const error = await errorOf(call);
        assert(error instanceof RuntimeError, String(error));
        assertMatch(error.message, /cannot (wait|notify) on un-acquired lock/);
      }
      assertFalse(await takenElsewhere(cond));
    }
  });

  test(`17.1.5 Condition, ${title}: a wait at most as long as a timeout of 0, or less, is one look`, async () => {
    const cond = new Condition();
    await acquire(cond);
    for (const timeout of [0, -5]) {
      assertEquals(sync ? cond.waitSync({ timeout }) : await cond.wait({ timeout }), false);
    }
    assert(await takenElsewhere(cond));
    cond.release();
    assertFalse(await takenElsewhere(cond));
  });
}

test("17.1.5 Condition: another thread that owns the RLock is not the caller", async () => {
  const cond = new Condition();
  const [out, go] = [words(), words()];
  const { holdUntil } = await import("./lock_targets.ts");
  const thread = start(holdUntil, cond, out, go);
  await until(() => out[0] === 1);
  assertThrows(() => cond.notify(), RuntimeError, "cannot notify on un-acquired lock");
  assert(await errorOf(() => cond.wait()) instanceof RuntimeError);
  Atomics.store(go, 0, 1);
  Atomics.notify(go, 0);
  await join(thread);
});

test("17.1.5 Condition: it takes and frees the lock that it was given", () => {
  const lock = new Lock();
  const cond = new Condition(lock);
  cond.acquireSync();
  assertFalse(lock.acquireSync({ blocking: false }));
  cond.release();
  assert(lock.acquireSync({ blocking: false }));
  assertFalse(cond.acquireSync({ blocking: false }));
  lock.release();
  {
    using _ = cond.holdSync();
    assertFalse(lock.acquireSync({ blocking: false }));
  }
  assertFalse(lock.locked());
});

test("17.1.5 Condition: two conditions of one lock have lines of their own", async () => {
  const lock = new RLock();
  const [a, b] = [new Condition(lock), new Condition(lock)];
  await lock.acquire();
  const atA = a.wait();
  await lock.acquire();
  const atB = b.wait();
  await lock.acquire();
  b.notify();
  lock.release();
  assertEquals(await atB, true);
  assertEquals(await stateOf(atA), "pending");
  a.notify();
  lock.release();
  assertEquals(await atA, true);
});

test("17.1.5 Condition: an abort rejects with the reason, the lock held, and costs no notification", async () => {
  const cond = new Condition(new Lock());
  const controller = new AbortController();
  await cond.acquire();
  const first = cond.wait({ signal: controller.signal });
  await cond.acquire();
  const second = cond.wait();
  controller.abort("enough");
  assertEquals(await first.catch((reason) => reason), "enough");
  assert(await takenElsewhere(cond));
  cond.notify();
  cond.release();
  assertEquals(await second, true);
  cond.release();
});

test("17.1.5 Condition: who is notified before it is aborted counts as notified", async () => {
  const cond = new Condition(new Lock());
  const controller = new AbortController();
  await cond.acquire();
  const wait = cond.wait({ signal: controller.signal });
  await cond.acquire();
  cond.notify();
  controller.abort();
  cond.release();
  assertEquals(await wait, true);
  cond.release();
});

test("17.1.5 Condition: an aborted signal rejects at once, and the lock stays held", async () => {
  const cond = new Condition(new Lock());
  await cond.acquire();
  const signal = AbortSignal.abort("no");
  assertEquals(await cond.wait({ signal }).catch((reason) => reason), "no");
  assertEquals(await cond.waitFor(() => false, { signal }).catch((reason) => reason), "no");
  assert(await takenElsewhere(cond));
  cond.release();
});

test("17.1.5 Condition: aborts in other threads leave the line in order", async () => {
  const cond = new Condition();
  const out = words(targets.SIZE);
  const aborted = Array.from({ length: 4 }, () => words());
  const threads = startMany(4, targets.abortWait, (i) => [cond, aborted[i]!]);
  const waiter = start(targets.waitTimes, cond, out, 0, 1, true);
  await until(() => Atomics.load(out, READY) === 1);
  await join(...threads);
  assertEquals(aborted.map((word) => word[0]), [1, 1, 1, 1]);
  await cond.acquire();
  out[PHASE] = 1;
  cond.notify();
  cond.release();
  await join(waiter);
  assertEquals(out[RECORDS], 1);
});

test("17.1.5 Condition: asynchronous waiters of this thread and blocking ones of others stand in one line", async () => {
  const cond = new Condition(new Lock());
  const out = words(targets.SIZE);
  const wait = async () => {
    await cond.acquire();
    const ended = cond.wait();
    // Now the lock is free again, and the place taken.
    return { ended };
  };
  const first = await wait();
  const thread = start(targets.waitTimes, cond, out, 0, 1, true);
  await until(() => Atomics.load(out, READY) === 1);
  const third = await wait();
  const notify = async () => {
    await cond.acquire();
    out[PHASE]!++;
    cond.notify();
    cond.release();
  };
  await notify();
  assertEquals(await first.ended, true);
  cond.release();
  await notify();
  await join(thread);
  assertEquals(out[RECORDS], 2);
  assertEquals(await stateOf(third.ended), "pending");
  await notify();
  assertEquals(await third.ended, true);
  cond.release();
});

test("17.1.5 Condition: notify without waiters is not remembered", async () => {
  const cond = new Condition();
  await cond.acquire();
  cond.notify(3);
  cond.notifyAll();
  assertEquals(await cond.wait({ timeout: 10 }), false);
  cond.release();
});

test("17.1.5 Condition: notify from another thread wakes one who waits asynchronously here", async () => {
  const cond = new Condition();
  await cond.acquire();
  const wait = cond.wait();
  const thread = start(targets.notify, cond, 1);
  assertEquals(await wait, true);
  cond.release();
  await join(thread);
});

test("17.1.5 Condition: waitSync here ends by a thread's notify", () => {
  const cond = new Condition();
  cond.acquireSync();
  const thread = start(targets.notify, cond, 1);
  assertEquals(cond.waitSync(), true);
  cond.release();
  thread.joinSync();
});

test("17.1.5 Condition: waitSync that nobody else could end throws instead of blocking for ever", () => {
  const cond = new Condition();
  cond.acquireSync();
  cond.acquireSync();
  assertThrows(() => cond.waitSync(), RuntimeError, "Condition.waitSync would deadlock");
  assertThrows(() => cond.waitSync({ timeout: Infinity }), RuntimeError, "would deadlock");
  assertThrows(() => cond.waitForSync(() => false), RuntimeError, "would deadlock");
  assertFalse(cond.waitSync({ timeout: 1 }));
  cond.release();
  cond.release();
  assertThrows(() => cond.release(), RuntimeError);
});

test("17.1.5 Condition: bad input is refused at the call, and the lock stays as it was", async () => {
  for (const bad of [5, null, "lock", {}]) {
    const error = await errorOf(() => new Condition(bad as unknown as Lock));
    assert(error instanceof TypeError);
    assertEquals(error.message, `Condition: lock must be a Lock or an RLock, got ${bad}`);
  }
  const cond = new Condition(new Lock());
  await cond.acquire();
  const refused: [() => unknown, typeof RangeError | typeof TypeError, RegExp][] = [
    [() => cond.notify(-1), RangeError, /^Condition.notify: n must be .*>= 0, got -1$/],
    [() => cond.notify(1.5), RangeError, /n must be an integer.*, got 1.5$/],
    [() => cond.notify(NaN), RangeError, /n must be an integer.*, got NaN$/],
    [() => cond.notify("2" as unknown as number), TypeError, /n must be a number, got 2$/],
    [() => cond.wait(5 as never), TypeError, /^Condition.wait: options must be an object, got 5$/],
    [() => cond.wait(null as never), TypeError, /options must be an object, got null$/],
    [() => cond.wait({ timeout: NaN }), TypeError, /^Condition.wait: timeout must be .*NaN$/],
    [() => cond.wait({ timeout: 1e300 }), RangeError, /timeout must be <= .*, got 1e\+300$/],
    [() => cond.wait({ signal: 5 as never }), TypeError, /signal must be an AbortSignal, got 5$/],
    [() => cond.waitSync(5 as never), TypeError, /^Condition.waitSync: options must be .*got 5$/],
    [() => cond.waitSync({ timeout: "1" as never }), TypeError, /timeout must be a number.*got 1$/],
    [() => cond.waitFor(5 as never), TypeError, /predicate must be a function, got 5$/],
    [() => cond.waitFor(() => 0, 5 as never), TypeError, /options must be an object, got 5$/],
    [() => cond.waitForSync(5 as never), TypeError, /predicate must be a function, got 5$/],
    [() => cond.waitForSync(() => 0, 5 as never), TypeError, /options must be an object, got 5$/],
  ];
  for (const [call, Class, message] of refused) {
    const error = await errorOf(call);
    assert(error instanceof Class, `${call}: ${error}`);
    assertMatch(error.message, message);
    assert(await takenElsewhere(cond));
  }
  cond.release();
  assertFalse(await takenElsewhere(cond));
});
