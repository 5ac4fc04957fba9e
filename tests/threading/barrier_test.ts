import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertMatch,
  assertThrows,
} from "@std/assert";
import { Barrier, BrokenBarrierError, RuntimeError } from "@weft/concurrency/threading";
import * as targets from "./primitive_targets.ts";
import { BROKEN, OTHER } from "./primitive_targets.ts";
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

const mixes: [string, (i: number) => boolean][] = [
  ["asynchronous", () => false],
  ["blocking", () => true],
  ["mixed", (i) => i % 2 === 0],
];
const LONG = 20_000;

/** How many had each index, how many found it broken, and how many met another error. */
function counts(out: Int32Array): [number[], number, number] {
  return [[...out.subarray(0, 5)], out[BROKEN]!, out[OTHER]!];
}
const ONE_EACH = [1, 1, 1, 1, 1];
const NOBODY = [0, 0, 0, 0, 0];

for (const [mix, sync] of mixes) {
  for (const passes of [1, 10]) {
    test(`17.1.9 Barrier, ${mix}: five threads stay in step for ${passes} passes`, async () => {
      const barrier = new Barrier(5, { timeout: LONG });
      const out = words();
      const threads = startMany(4, targets.lockstep, (i) => [barrier, out, passes, sync(i)]);
      // This thread is the fifth.
      for (let pass = 0; pass < passes; pass++) {
        Atomics.add(out, 0, 1);
        assertEquals(Atomics.load(out, 1), 5 * pass);
        if (sync(0)) barrier.waitSync();
        else await barrier.wait();
        Atomics.add(out, 1, 1);
        assertEquals(Atomics.load(out, 0), 5 * (pass + 1));
        if (sync(0)) barrier.waitSync();
        else await barrier.wait();
      }
      await join(...threads);
      assertEquals([...out.subarray(0, 3)], [5 * passes, 5 * passes, 0]);
      assertEquals([barrier.parties, barrier.nWaiting, barrier.broken], [5, 0, false]);
    });
  }

  test(`17.1.9 Barrier, ${mix}: wait returns another number from 0 to 4 to each`, async () => {
    const barrier = new Barrier(5);
    const out = words(10);
    await join(...startMany(5, targets.waitOnce, (i) => [barrier, out, sync(i)]));
    assertEquals(counts(out), [ONE_EACH, 0, 0]);
  });

  test(`17.1.9 Barrier, ${mix}: abort breaks it for all others, once each`, async () => {
    const barrier = new Barrier(5);
    const [first, second] = [words(10), words(10)];
    await join(...startMany(5, targets.abortSecond, (i) => [barrier, first, second, sync(i)]));
    assert(barrier.broken);
    assertEquals(first[BROKEN]! + second[BROKEN]!, 4);
    assertEquals([...second.subarray(0, 5)], NOBODY);
    assertEquals(first[OTHER]! + second[OTHER]!, 0);
    assert(await errorOf(() => barrier.wait()) instanceof BrokenBarrierError);
    assertThrows(() => barrier.waitSync(), BrokenBarrierError, "the barrier is broken");
    assertEquals(barrier.nWaiting, 0);
  });

  test(`17.1.9 Barrier, ${mix}: reset sends those who wait away, and the next ones pass`, async () => {
    const barrier = new Barrier(5);
    const again = new Barrier(5);
    const passes = [words(10), words(10), words(10)] as const;
    await join(...startMany(5, targets.resetSecond, (i) => [barrier, passes, again, sync(i)]));
    assertEquals(counts(passes[0]), [ONE_EACH, 0, 0]);
    assertEquals(counts(passes[1]), [NOBODY, 4, 0]);
    assertEquals(counts(passes[2]), [ONE_EACH, 0, 0]);
    assertFalse(barrier.broken);
  });

  for (const [what, own, ofAll] of [["a", 100, undefined], ["the default", undefined, 100]]) {
    test(`17.1.9 Barrier, ${mix}: ${what} timeout breaks it for all, the late one too`, async () => {
      const barrier = new Barrier(5, { timeout: ofAll as number | undefined });
      const [first, second] = [words(10), words(10)];
      const args = [barrier, first, second, 400, own as number | undefined] as const;
      await join(...startMany(5, targets.lateSecond, (i) => [...args, sync(i)]));
      // A start may take longer than the default timeout.
      if (ofAll === undefined) assertEquals(counts(first), [ONE_EACH, 0, 0]);
      assertEquals(counts(second), [NOBODY, 5, 0]);
      assert(barrier.broken);
    });
  }
}

for (const { title, sync } of forms) {
  const wait = (barrier: Barrier, options?: { timeout?: number }) =>
    sync ? barrier.waitSync(options) : barrier.wait(options);

  test(`17.1.9 Barrier, ${title}: one party never waits`, async () => {
    const barrier = new Barrier(1);
    assertEquals([await wait(barrier), await wait(barrier)], [0, 0]);
    assertEquals(barrier.nWaiting, 0);
  });

  test(`17.1.9 Barrier, ${title}: a timeout breaks it, and a negative one does at once`, async () => {
    for (const timeout of [30, 0, -5]) {
      const barrier = new Barrier(2);
      const began = performance.now();
      const error = await errorOf(() => wait(barrier, { timeout }));
      assertInstanceOf(error, BrokenBarrierError);
      assertEquals(error.name, "BrokenBarrierError");
      assertGreaterOrEqual(performance.now() - began, timeout - 1);
      assert(barrier.broken);
      assertEquals(barrier.nWaiting, 0);
      barrier.reset();
      assertFalse(barrier.broken);
    }
  });

  test(`17.1.9 Barrier, ${title}: a timeout of its own holds instead of the default one`, async () => {
    const barrier = new Barrier(2, { timeout: LONG });
    assert(await errorOf(() => wait(barrier, { timeout: 5 })) instanceof BrokenBarrierError);
  });

  test(`17.1.9 Barrier, ${title}: the action runs once a pass, before anybody goes on`, async () => {
    let runs = 0;
    const barrier = new Barrier(2, { action: () => void runs++ });
    for (let pass = 1; pass <= 3; pass++) {
      const other = barrier.wait().then(() => runs);
      assertEquals(runs, pass - 1);
      assertEquals(await wait(barrier), 1);
      assertEquals(await other, pass);
    }
    assertEquals(runs, 3);
  });

  test(`17.1.9 Barrier, ${title}: an error of the action breaks the barrier, and comes from that wait`, async () => {
    const action = () => {
      throw new RangeError("the action failed");
    };
    const barrier = new Barrier(2, { action });
    const other = errorOf(() => barrier.wait());
    const error = await errorOf(() => wait(barrier));
    assertEquals(error.message, "the action failed");
    assertInstanceOf(await other, BrokenBarrierError);
    assert(barrier.broken);
    barrier.reset();
    assertFalse(barrier.broken);
  });

  test(`17.1.9 Barrier, ${title}: an action that is a task runs in the thread that comes last`, async () => {
    const barrier = new Barrier(2, { action: targets.act });
    const out = words();
    const here = barrier.wait();
    await join(start(targets.waitAndCount, barrier, out, sync));
    assertEquals(await here, 0);
    assertEquals([out[0], out[1]! > 0], [2, true]);
  });

  test(`17.1.9 Barrier, ${title}: an action that fails in another thread breaks the barrier here`, async () => {
    const barrier = new Barrier(2, { action: targets.actAndFail });
    const out = words();
    const here = errorOf(() => barrier.wait());
    await join(start(targets.waitAndFail, barrier, out, sync));
    assertEquals(out[0], 1);
    assertInstanceOf(await here, BrokenBarrierError);
  });
}

test("17.1.9 Barrier: wait awaits what the action returns; nobody passes before, and newcomers wait", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const barrier = new Barrier(2, { action: () => promise });
  const waits = [barrier.wait(), barrier.wait()];
  const newcomer = barrier.wait();
  await turn();
  assertEquals(await stateOf(Promise.race([...waits, newcomer])), "pending");
  resolve();
  assertEquals((await Promise.all(waits)).sort(), [0, 1]);
  await until(() => barrier.nWaiting === 1);
  assertEquals([await barrier.wait(), await newcomer], [1, 0]);
});

test("17.1.9 Barrier: a rejection of the action breaks it", async () => {
  const barrier = new Barrier(2, { action: () => Promise.reject(new RangeError("rejected")) });
  const other = errorOf(() => barrier.wait());
  assertEquals((await errorOf(() => barrier.wait())).message, "rejected");
  assertInstanceOf(await other, BrokenBarrierError);
  assert(barrier.broken);
});

test("17.1.9 Barrier: waitSync refuses an action that returns a promise, and breaks the barrier", async () => {
  const barrier = new Barrier(2, { action: () => Promise.resolve() });
  const other = errorOf(() => barrier.wait());
  assertThrows(() => barrier.waitSync(), TypeError, "the action returned a promise");
  assertInstanceOf(await other, BrokenBarrierError);
});

test("17.1.9 Barrier: abort and reset while the action runs break the round", async () => {
  for (const call of ["abort", "reset"] as const) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const barrier = new Barrier(2, { action: () => promise });
    const errors = [errorOf(() => barrier.wait()), errorOf(() => barrier.wait())];
    await turn();
    barrier[call]();
    resolve();
    for (const error of await Promise.all(errors)) assertInstanceOf(error, BrokenBarrierError);
    assertEquals(barrier.broken, call === "abort");
  }
});

test("17.1.9 Barrier: an abort signal gives the place back, and the barrier stays whole", async () => {
  const barrier = new Barrier(2);
  const controller = new AbortController();
  const aborted = barrier.wait({ signal: controller.signal });
  assertEquals(barrier.nWaiting, 1);
  controller.abort("enough");
  assertEquals(await aborted.catch((reason) => reason), "enough");
  assertEquals([barrier.nWaiting, barrier.broken], [0, false]);
  const signal = AbortSignal.abort("no");
  assertEquals(await barrier.wait({ signal }).catch((reason) => reason), "no");
  assertEquals(barrier.nWaiting, 0);
  const out = words(10);
  const thread = start(targets.waitOnce, barrier, out, true);
  await until(() => barrier.nWaiting === 1);
  assertEquals(await barrier.wait(), 1);
  await join(thread);
  assertEquals(out[0], 1);
});

test("17.1.9 Barrier: nWaiting counts those who wait, in any thread", async () => {
  const barrier = new Barrier(3);
  const out = words(10);
  const threads = startMany(2, targets.waitOnce, (i) => [barrier, out, i === 0]);
  await until(() => barrier.nWaiting === 2);
  await lull();
  assertEquals(barrier.nWaiting, 2);
  await barrier.wait();
  assertEquals(barrier.nWaiting, 0);
  await join(...threads);
});

test("17.1.9 Barrier: waitSync that nobody else could end throws, and takes no place", () => {
  const barrier = new Barrier(2);
  const error = assertThrows(() => barrier.waitSync(), RuntimeError) as Error;
  assertMatch(error.message, /^Barrier.waitSync would deadlock: others are missing, and/);
  assertEquals([barrier.nWaiting, barrier.broken], [0, false]);
  const out = words(10);
  const thread = start(targets.waitOnce, barrier, out, false);
  const index = barrier.waitSync();
  thread.joinSync();
  assertEquals(out[1 - index], 1);
});

test("17.1.9 BrokenBarrierError is a RuntimeError", () => {
  const error = new BrokenBarrierError("broken");
  assertInstanceOf(error, RuntimeError);
  assertEquals([error.name, error.message], ["BrokenBarrierError", "broken"]);
});

test("17.1.9 Barrier: the constructor refuses what can't be parties, an action or a timeout", () => {
  const bad: [unknown, unknown, typeof RangeError | typeof TypeError, string][] = [
    [0, {}, RangeError, "parties must be an integer > 0, got 0"],
    [-1, {}, RangeError, "parties must be an integer > 0, got -1"],
    [1.5, {}, RangeError, "parties must be an integer > 0, got 1.5"],
    [NaN, {}, RangeError, "got NaN"],
    ["2", {}, TypeError, "parties must be a number, got 2"],
    [undefined, {}, TypeError, "parties must be a number, got undefined"],
    [2, { action: 5 }, TypeError, "action must be a function, got 5"],
    [2, { timeout: "5" }, TypeError, "timeout must be a number of milliseconds, got 5"],
    [2, { timeout: NaN }, TypeError, "got NaN"],
    [2, { timeout: 1e300 }, RangeError, "timeout must be <= "],
    [2, 5, TypeError, "options must be an object, got 5"],
    [2, null, TypeError, "options must be an object, got null"],
  ];
  for (const [parties, options, Class, message] of bad) {
    const error = assertThrows(() => new Barrier(parties as number, options as object), Class);
    assertMatch((error as Error).message, /^Barrier: /);
    assert((error as Error).message.includes(message), (error as Error).message);
  }
});

test("17.1.9 Barrier: bad input of wait is refused at the call, and takes no place", async () => {
  const barrier = new Barrier(2);
  const refused: [() => unknown, typeof RangeError | typeof TypeError, RegExp][] = [
    [() => barrier.wait(5 as never), TypeError, /options must be an object, got 5$/],
    [() => barrier.wait(null as never), TypeError, /options must be an object, got null$/],
    [() => barrier.wait({ timeout: NaN }), TypeError, /^Barrier.wait: timeout must be .*NaN$/],
    [() => barrier.wait({ signal: 5 as never }), TypeError, /signal must be an Abort.*, got 5$/],
    [() => barrier.waitSync(5 as never), TypeError, /^Barrier.waitSync: options must be .*got 5$/],
    [() => barrier.waitSync(null as never), TypeError, /options must be an object, got null$/],
    [() => barrier.waitSync({ timeout: 1e300 }), RangeError, /timeout must be <= .*1e\+300$/],
  ];
  for (const [call, Class, message] of refused) {
    const error = await errorOf(call);
    assert(error instanceof Class, `${call}: ${error}`);
    assertMatch(error.message, message);
    assertEquals([barrier.nWaiting, barrier.broken], [0, false]);
  }
});
