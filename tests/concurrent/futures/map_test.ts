import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertLessOrEqual,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  RuntimeError,
  ThreadPoolExecutor,
  TimeoutError,
} from "@weft/concurrency/concurrent/futures";
import { foreignFuture, Inline, Manual, Timed } from "./foreign.ts";
import { turn } from "./states.ts";
import * as target from "./targets.ts";
import { createGate, openGate, startedInGate } from "./gate.ts";

const range = (length: number) => Array.from({ length }, (_, i) => i);
const same = <T>(value: T): T => value;
const divide = (a: number, b: number) => {
  if (b === 0) throw new RangeError("division by zero");
  return a / b;
};

/** An iterable that tells how far it was read, and whether it was closed. */
function reader(length = Infinity) {
  const seen = { read: 0, closed: 0 };
  const items = (function* () {
    try {
      while (seen.read < length) yield seen.read++;
    } finally {
      seen.closed++;
    }
  })();
  return { seen, items };
}

// Order and arguments

test("17.4.1 Executor.map: two iterables give the arguments, results come in input order", async () => {
  await using pool = new ThreadPoolExecutor(5);
  const powers = range(10).map((n) => n ** n);
  assertEquals(await Array.fromAsync(pool.map(target.power, range(10), range(10))), powers);
  assertEquals(
    await Array.fromAsync(pool.map(target.power, range(10), range(10), { chunksize: 3 })),
    powers,
  );
});

test("17.4.1 Executor.map: in input order, whatever the order of completion", async () => {
  const executor = new Manual();
  const results = Array.fromAsync(executor.map(same, ["a", "b", "c"]));
  for (const i of [2, 0, 1]) executor.run(i);
  assertEquals(await results, ["a", "b", "c"]);
});

test("17.4.1 Executor.map: the shortest iterable ends it", async () => {
  const executor = new Inline();
  const add = (a: number, b: number, c: number) => a + b + c;
  assertEquals(await Array.fromAsync(executor.map(add, [1, 2, 3], range(9), [10, 20])), [11, 23]);
  assertEquals(await Array.fromAsync(executor.map(add, [], range(9), [10, 20])), []);
  assertEquals(await Array.fromAsync(executor.map(same, [])), []);
});

test("17.4.1 Executor.map: closes the longer iterables, once", async () => {
  const { seen, items } = reader();
  const pair = (a: string, b: number) => a + b;
  assertEquals(await Array.fromAsync(new Inline().map(pair, "xy", items)), ["x0", "y1"]);
  assertEquals(seen.closed, 1);
});

test("17.4.1 Executor.map: the function gets the items alone", async () => {
  const executor = new Inline();
  await Array.fromAsync(executor.map((...args: unknown[]) => args.length, "ab"));
  assertEquals(executor.log, [["a"], ["b"]]);
});

test("17.4.1 Executor.map: any iterable serves, options may be left out or undefined", async () => {
  const executor = new Inline();
  assertEquals(await Array.fromAsync(executor.map(same, new Set([1, 2]))), [1, 2]);
  assertEquals(await Array.fromAsync(executor.map(same, new Uint8Array([3]), {})), [3]);
  assertEquals(await Array.fromAsync(executor.map(same, "ab", undefined)), ["a", "b"]);
  assertEquals(await Array.fromAsync(executor.map(same, new Map([[1, 2]]))), [[1, 2]]);
});

test("17.4.1 Executor.map: results that are undefined are results", async () => {
  const results = await Array.fromAsync(new Inline().map(() => undefined, range(3)));
  assertEquals(results.length, 3);
});

test("17.4.1 Executor.map: foreign futures serve", async () => {
  const executor = new Manual();
  const foreign = range(3).map(() => foreignFuture<number>());
  executor.submit = ((_: unknown, i: number) => foreign[i]!.future) as never;
  const results = Array.fromAsync(executor.map(same, range(3)));
  foreign[1]!.settle(1);
  foreign[0]!.settle(0);
  await turn();
  foreign[2]!.settle(2);
  assertEquals(await results, [0, 1, 2]);
});

// When the input is read

test("17.4.1 Executor.map: reads and submits everything at the call", () => {
  const executor = new Manual();
  const { seen, items } = reader(100);
  executor.map(same, items);
  assertEquals([seen.read, executor.calls.length], [100, 100]);
});

test("17.4.1 Executor.map: buffersize reads the input as results are taken (3.14)", async () => {
  const executor = new Manual();
  const { seen, items } = reader();
  const results = executor.map(same, items, { buffersize: 3 });
  assertEquals(executor.calls.length, 3);
  executor.run(1);
  executor.run(2);
  assertEquals(executor.calls.length, 3);
  for (const i of range(5)) {
    if (i === 0 || i > 2) executor.run(i);
    assertEquals((await results.next()).value, i);
    assertEquals(executor.calls.length, i + 4);
  }
  assertEquals(seen.closed, 0);
  await results.return!();
  assertEquals(seen.closed, 1);
  assertEquals(executor.cancelled, [...Array(5).fill(false), ...Array(3).fill(true)]);
});

test("17.4.1 Executor.map: buffersize greater than the input", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const results = pool.map(target.multiply, range(4), [2, 2, 2, 2], { buffersize: 100 });
  assertEquals(await Array.fromAsync(results), [0, 2, 4, 6]);
});

test("17.4.1 Executor.map: buffersize 1 goes through an endless input on threads", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const seen: number[] = [];
  for await (const n of pool.map(target.identity<number>, reader().items, { buffersize: 1 })) {
    seen.push(n);
    if (n === 50) break;
  }
  assertEquals(seen, range(51));
});

// Bad arguments

test("17.4.1 Executor.map: chunksize and buffersize below 1 are RangeErrors", () => {
  for (const wrong of [0, -1, 1.5, NaN]) {
    for (const name of ["chunksize", "buffersize"]) {
      const executor = new Inline();
      assertThrows(() => executor.map(same, [1], { [name]: wrong }), RangeError, name);
      assertEquals(executor.log, []);
    }
  }
});

test("17.4.1 Executor.map: TypeError for what is no iterable, and without any", () => {
  const map = new Inline().map.bind(new Inline()) as (...args: unknown[]) => unknown;
  assertThrows(() => map(same), TypeError, "iterable");
  assertThrows(() => map(same, {}), TypeError, "iterable");
  assertThrows(() => map(same, 5, [1]), TypeError, "iterable");
  assertThrows(() => map(same, [1], { timeout: "5" }), TypeError, "timeout");
});

test("17.4.1 Executor.map: an executor that refuses refuses at the call", async () => {
  const pool = new ThreadPoolExecutor(1);
  await pool.shutdown();
  assertThrows(() => pool.map(target.identity, [1]), RuntimeError, "cannot schedule new futures");
});

// How it ends

test("17.4.1 Executor.map: an error comes in its turn, ends it and cancels the rest", async () => {
  const executor = new Manual();
  const results = executor.map(divide, [6, 6, 6, 6, 6], [3, 0, 2, 1, 1]);
  for (const i of [1, 2, 0]) executor.run(i);
  assertEquals(await results.next(), { done: false, value: 2 });
  await assertRejects(() => results.next(), RangeError, "division by zero");
  assertEquals(executor.cancelled, [false, false, false, true, true]);
  assertEquals((await results.next()).done, true);
});

test("17.4.1 Executor.map: leaving the loop cancels the rest", async () => {
  const executor = new Manual();
  const results = executor.map(same, range(4));
  executor.run(0);
  for await (const _ of results) break;
  assertEquals(executor.cancelled, [false, true, true, true]);
  assertEquals((await results.next()).done, true);
});

test("17.4.1 Executor.map: TimeoutError for a late result, and the rest is cancelled", async () => {
  await using pool = new ThreadPoolExecutor(3);
  const gate = createGate();
  const gates = [undefined, undefined, gate];
  const results = pool.map(target.passGate, gates, { timeout: 300 });
  const seen: unknown[] = [];
  await assertRejects(
    async () => {
      for await (const value of results) seen.push(value);
    },
    TimeoutError,
    "300 ms",
  );
  assertEquals(seen.length, 2);
  assertEquals((await results.next()).done, true);
  openGate(gate);
});

test("17.4.1 Executor.map: the timeout counts from the call", async () => {
  const results = new Manual().map(same, [1], { timeout: 60 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const start = performance.now();
  await assertRejects(() => results.next(), TimeoutError);
  assert(performance.now() - start < 50);
});

test("17.4.1 Executor.map: results that are there are given also after the timeout", async () => {
  const executor = new Manual();
  const results = executor.map(same, [1, 2], { timeout: 1 });
  executor.run(0);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assertEquals((await results.next()).value, 1);
  await assertRejects(() => results.next(), TimeoutError);
  assertEquals(executor.cancelled, [false, true]);
});

test("17.4.1 Executor.map: a call's own TimeoutError arrives as it is", async () => {
  const own = new TimeoutError("the server did not answer");
  const results = new Timed().map(
    () => {
      throw own;
    },
    [1],
    { timeout: 5000 },
  );
  assertStrictEquals(await assertRejects(() => results.next()), own);
});

test("17.4.1 Executor.map: calls that a timeout cancels never run", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const gate = createGate();
  const log = new Int32Array(new SharedArrayBuffer(4));
  const first = pool.submit(target.passGate, gate);
  startedInGate(gate, 1);
  const results = pool.map(target.count, [log, log], { timeout: 0 });
  await assertRejects(() => results.next(), TimeoutError);
  await results.return!();
  openGate(gate);
  await first;
  await pool.submit(target.multiply, 1, 1);
  assertEquals(log[0], 0);
});

test("17.4.1 Executor.map: an abort rejects with the reason and cancels the rest", async () => {
  const executor = new Manual();
  const controller = new AbortController();
  const results = executor.map(same, range(3), { signal: controller.signal });
  executor.run(0);
  assertEquals((await results.next()).value, 0);
  const next = results.next();
  await turn();
  const reason = new Error("enough");
  controller.abort(reason);
  assertStrictEquals(await assertRejects(() => next), reason);
  assertEquals(executor.cancelled, [false, true, true]);
  assertEquals((await results.next()).done, true);
});

test("17.4.1 Executor.map: an abort cancels also while nobody asks for a result", async () => {
  const executor = new Manual();
  const controller = new AbortController();
  const results = executor.map(same, range(3), { signal: controller.signal });
  controller.abort(new Error("enough"));
  assertEquals(executor.cancelled, [true, true, true]);
  await assertRejects(() => results.next(), Error, "enough");
});

test("17.4.1 Executor.map: a signal aborted before submits nothing", async () => {
  const executor = new Manual();
  const { seen, items } = reader(3);
  const results = executor.map(same, items, { signal: AbortSignal.abort(new Error("enough")) });
  await assertRejects(() => results.next(), Error, "enough");
  assertEquals([executor.calls.length, seen.read], [0, 0]);
  assertEquals((await results.next()).done, true);
});

test("17.4.1 Executor.map: an error of the input at the call cancels what was submitted", () => {
  const executor = new Manual();
  const broken = function* () {
    yield 1;
    throw new RangeError("broken input");
  };
  assertThrows(() => executor.map(same, broken()), RangeError, "broken input");
  assertEquals(executor.cancelled, [true]);
});

test("17.4.1 Executor.map: an error of the input read later rejects and ends it", async () => {
  const executor = new Manual();
  const broken = function* () {
    yield* [1, 2];
    throw new RangeError("broken input");
  };
  const results = executor.map(same, broken(), { buffersize: 2 });
  executor.run(0);
  await assertRejects(
    async () => {
      for await (const _ of results);
    },
    RangeError,
    "broken input",
  );
  assertEquals(executor.cancelled, [false, true]);
});

test("17.4.1 Executor.map: with buffersize, shutdown makes the next read a RuntimeError", async () => {
  const pool = new ThreadPoolExecutor(1);
  const results = pool.map(target.identity<number>, reader().items, { buffersize: 2 });
  await pool.shutdown();
  await assertRejects(
    async () => {
      for await (const _ of results);
    },
    RuntimeError,
    "cannot schedule new futures",
  );
});

// How it is asked

test("17.4.1 Executor.map: next() called many times at once gives each result once", async () => {
  const executor = new Timed();
  const results = executor.map(same, range(5), { buffersize: 2 });
  const steps = await Promise.all(range(7).map(() => results.next()));
  assertEquals(steps.map(({ value }) => value), [0, 1, 2, 3, 4, undefined, undefined]);
  assertEquals(steps.map(({ done }) => done), [...Array(5).fill(false), true, true]);
});

test("17.4.1 Executor.map: next() called many times at once, and one fails", async () => {
  const executor = new Timed();
  const results = executor.map(divide, [1, 1, 1], [1, 0, 1]);
  const steps = await Promise.allSettled(range(4).map(() => results.next()));
  assertEquals(steps.map(({ status }) => status), [
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  assertEquals((steps[2] as PromiseFulfilledResult<IteratorResult<number>>).value.done, true);
});

test("17.4.1 Executor.map: return() ends a next() that waits", { timeout: 5000 }, async () => {
  const executor = new Manual();
  const results = executor.map(same, range(3));
  const next = results.next();
  await turn();
  await results.return!();
  // The one that is being waited for was taken already; it must not be left without an end.
  executor.run(0);
  const { done, value } = await next.catch(() => ({ done: true, value: undefined }));
  assert(done || value === 0);
  assertEquals((await results.next()).done, true);
  assertEquals(executor.cancelled.slice(1), [true, true]);
});

test("17.4.1 Executor.map: unconsumed results and a shutdown at once do not hang", async () => {
  const pool = new ThreadPoolExecutor(5);
  pool.map(target.identity, range(6));
  await pool.shutdown();
});

test("17.4.1 Executor.map: unconsumed failures are no unhandled rejections", async () => {
  {
    await using pool = new ThreadPoolExecutor(2);
    pool.map(target.divide, [1, 1, 1], [1, 0, 0]);
    const left = pool.map(target.divide, [1, 1, 1], [1, 0, 0]);
    for await (const _ of left) break;
  }
  await turn();
});

test("17.4.1 Executor.map: several maps on one pool go side by side", async () => {
  await using pool = new ThreadPoolExecutor(3);
  const maps = range(4).map((k) =>
    Array.fromAsync(pool.map(target.multiply, range(50), Array(50).fill(k)))
  );
  const results = await Promise.all(maps);
  results.forEach((row, k) => assertEquals(row, range(50).map((n) => n * k)));
});

test("17.4.1 Executor.map: never more than buffersize tasks in flight on threads", async () => {
  await using pool = new ThreadPoolExecutor(4);
  const level = new Int32Array(new SharedArrayBuffer(8));
  const results = await Array.fromAsync(
    pool.map(target.level, Array(60).fill(level), { buffersize: 2 }),
  );
  assertLessOrEqual(Math.max(...results), 2);
});
