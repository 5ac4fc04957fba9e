// The order of a PriorityQueue in shared memory. SEED repeats a random run.

import process from "node:process";
import { test } from "node:test";
import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { PriorityQueue, type Queue, RuntimeError } from "@weft/concurrency/queue";
import { randomSource } from "../support/random.ts";
import { lull, until } from "../threading/sync_threads.ts";
import { Late } from "./shared_late_class.ts";
import { drain, shared, stateOf } from "./support.ts";
import * as targets from "./shared_targets.ts";

const { Job } = targets;
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Entries in the order in which they must leave. */
const orders: [string, unknown[]][] = [
  ["numbers", [-Infinity, -1e300, -1, -0.5, 0, 1e-9, 2, 2 ** 53, Infinity]],
  ["bigints", [-(10n ** 30n), -1n, 0n, 2n ** 53n, 2n ** 53n + 1n, 10n ** 30n]],
  ["numbers, bigints and booleans together", [-1n, false, 0.5, true, 2, 2n ** 53n + 1n]],
  ["strings", ["", "B", "a", "ab", "b", "é", "\ud83d", "😀", "\uffff"]],
  ["long strings", ["a".repeat(20_000), "a".repeat(20_001), "b".repeat(20_000)]],
  ["booleans", [false, true]],
  ["dates", [new Date(-5), new Date(0), new Date(5)]],
  ["arrays of numbers", [[], [-1], [0], [0, -1], [0, 5], [1], [1, 0, 0], [2]]],
  ["arrays of a number and more", [[1, "a"], [1, "b"], [1, "b", 0], [2, "a"], [2, "a", 1]]],
  ["arrays of strings", [["a"], ["a", "a"], ["a", "b"], ["b"]]],
  ["arrays of arrays", [[[1]], [[1, 2]], [[2]], [[2], 1]]],
  ["arrays of dates and bigints", [[new Date(1), 1n], [new Date(1), 2], [new Date(2), 1n]]],
  ["large arrays", [[1, "a".repeat(30_000)], [1, "b"], [2, "a".repeat(30_000)]]],
];

for (const [what, entries] of orders) {
  test(`17.7 shared PriorityQueue: ${what}, the lowest first, put and got by several threads`, async () => {
    await using pool = new ThreadPoolExecutor(2);
    const random = randomSource(seed);
    for (let round = 0; round < 3; round++) {
      const mixed = entries.map((entry) => [random(2 ** 30), entry] as const)
        .sort(([a], [b]) => a - b).map(([, entry]) => entry);
      const half = mixed.length >> 1;
      const q = new PriorityQueue<unknown>();
      q.putNowait(mixed[0]);
      await pool.submit(targets.putAll, q, ...mixed.slice(1, half));
      for (const entry of mixed.slice(Math.max(half, 1))) await q.put(entry);
      const first = await q.get();
      const [, rest] = await pool.submit(targets.drain, q);
      assertEquals([first, ...rest], entries, `seed ${seed}`);
    }
  });
}

test("17.7 shared PriorityQueue: equal entries leave in the order of their arrival, whoever puts them", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const q = shared(new PriorityQueue<targets.Job>(0, { compare: targets.byRank }));
  const names: string[] = [];
  for (let i = 0; i < 30; i++) {
    const job = new Job(i % 3, `job ${i}`);
    names[i] = job.name;
    if (i % 2 === 0) await pool.submit(targets.putAll, q as never, job);
    else q.putNowait(job);
  }
  const expected = [0, 1, 2].flatMap((rank) => names.filter((_, i) => i % 3 === rank));
  const [, rest] = await pool.submit(targets.drain, q as never) as [string, targets.Job[]];
  assertEquals(rest.map(({ name }) => name), expected);
});

test("17.7 shared PriorityQueue: entries equal in their own order leave in the order of their arrival", () => {
  const q = shared(new PriorityQueue<unknown>());
  for (const entry of [1n, true, 1, 0, -0, false, 0n]) q.putNowait(entry);
  const got = drain(q);
  assertEquals(got.map(String), ["0", "0", "false", "0", "1", "true", "1"]);
  assertEquals([Object.is(got[1], -0), typeof got[3], typeof got[4]], [true, "bigint", "bigint"]);
  for (const entry of [[1, true], [1, 1n], [1, 1], [true, 1]]) q.putNowait(entry);
  assertEquals(drain(q), [[1, true], [1, 1n], [1, 1], [true, 1]]);
});

test("17.7 PriorityQueue: equal entries keep their order when the queue moves", () => {
  const q = new PriorityQueue<targets.Job>(0, { compare: targets.byRank });
  for (let i = 0; i < 30; i++) q.putNowait(new Job(i % 3, `${i}`));
  shared(q);
  for (let i = 30; i < 60; i++) q.putNowait(new Job(i % 3, `${i}`));
  const expected = [0, 1, 2].flatMap((rank) =>
    Array.from({ length: 20 }, (_, i) => `${3 * i + rank}`)
  );
  assertEquals(drain(q).map(({ name }) => name), expected);
});

test("17.7 shared PriorityQueue: compare as a task, or as its source, decides in all threads", async () => {
  await using pool = new ThreadPoolExecutor(1);
  for (const compare of [targets.backwards, (a: number, b: number) => b - a]) {
    const q = new PriorityQueue<number>(0, { compare });
    q.putNowait(2);
    await pool.submit(targets.putAll, q as Queue, 4, 1, 3);
    q.putNowait(5);
    assertEquals(await pool.submit(targets.drain, q as Queue), ["PriorityQueue", [5, 4, 3, 2, 1]]);
  }
  const jobs = new PriorityQueue<targets.Job>(0, { compare: targets.byRank });
  await pool.submit(targets.putAll, jobs as never, new Job(2, "b"), new Job(1, "a"));
  assertEquals([jobs.getNowait().title(), jobs.getNowait().title()], ["a (1)", "b (2)"]);
});

test("17.7 shared PriorityQueue: what compare throws comes out of put in all its forms, and the queue is intact", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const q = new PriorityQueue<number>(3, { compare: targets.choosy });
  q.putNowait(1);
  const there = await pool.submit(targets.ending, q as Queue, { call: "putSync", item: -1 });
  assertStrictEquals(there.what, "RangeError");
  await assertRejects(() => q.put(-1), RangeError, "no negative ones");
  await assertRejects(() => q.put(-1, { timeout: 50 }), RangeError, "no negative ones");
  assertThrows(() => q.putSync(-1), RangeError, "no negative ones");
  assertThrows(() => q.putNowait(-1), RangeError, "no negative ones");
  assertThrows(() => q.putNowait(0.5), TypeError, "compare must return a number, got NaN");
  assertEquals([q.qsize(), q.unfinishedTasks], [1, 1]);
  for (const entry of [0, 2]) q.putNowait(entry);
  // Those who wait for room are refused when there is some, and the next one gets it.
  const bad = q.put(-1);
  const good = q.put(3);
  const refused = assertRejects(() => bad, RangeError, "no negative ones");
  assertStrictEquals(await q.get(), 0);
  await Promise.all([refused, good]);
  assertEquals([drain(q), q.unfinishedTasks], [[1, 2, 3], 4]);
});

test("17.7 shared PriorityQueue: a compare that uses its own queue is refused, not a deadlock", () => {
  const self: { q?: PriorityQueue<number> } = {};
  const compare = (a: number, b: number) => {
    self.q!.putNowait(9);
    return a - b;
  };
  self.q = shared(new PriorityQueue<number>(0, { compare }));
  self.q.putNowait(1);
  assertThrows(() => self.q!.putNowait(2), RuntimeError, "deadlock");
  assertEquals(drain(self.q), [1]);
});

for (
  const [bad, good] of [["putSync", "putSync"], ["put", "putSync"], ["putSync", "put"]] as const
) {
  test(`17.7 shared PriorityQueue: when a ${bad} that waited for room is refused, the ${good} of another thread gets it`, async () => {
    await using pool = new ThreadPoolExecutor(2);
    const q = new PriorityQueue<number>(2, { compare: targets.choosy });
    for (const entry of [1, 2]) q.putNowait(entry);
    const started = new Int32Array(new SharedArrayBuffer(4));
    const call = (call: "put" | "putSync", item: number) =>
      pool.submit(targets.ending, q as Queue, { call, item }, started);
    const refused = call(bad, -1);
    await until(() => Atomics.load(started, 0) === 1);
    const admitted = call(good, 3);
    await until(() => Atomics.load(started, 0) === 2);
    await lull();
    assertStrictEquals(q.getNowait(), 1);
    assertStrictEquals((await admitted).what, undefined);
    assertStrictEquals(q.getNowait(), 2);
    assertStrictEquals((await refused).what, "RangeError");
    assertEquals(drain(q), [3]);
  });
}

test("17.7 shared PriorityQueue: who puts need not have loaded the class of the entries that are there", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const q = new PriorityQueue<targets.Titled>(0, { compare: targets.byTitle });
  for (const name of ["2", "1"]) q.putNowait(new Late(name));
  await pool.submit(targets.putJob, q as never, "a job");
  assertEquals(drain(q).map((entry) => entry.title()), ["a job (1)", "late 1", "late 2"]);
});

const without: [string, unknown, string][] = [
  ["an object", { a: 1 }, "an object (Object)"],
  ["undefined", undefined, ": undefined and"],
  ["null", null, ": null and"],
  ["a function", targets.double, "function"],
  ["a map", new Map(), "an object (Map)"],
  ["NaN", NaN, "NaN"],
  ["an invalid date", new Date(NaN), "NaN"],
  ["an array that begins with an object", [{}], "an object (Object)"],
  ["an array that begins with NaN", [NaN, 1], "NaN"],
  ["a large object", { a: "large".repeat(10_000) }, "an object (Object)"],
];
for (const [what, entry, named] of without) {
  test(`17.7 shared PriorityQueue: ${what} has no order: TypeError at put, first or not, and the queue is intact`, async () => {
    const advice = "compare function";
    const q = shared(new PriorityQueue<unknown>());
    for (const present of [0, 1, 2]) {
      const error = assertThrows(() => q.putNowait(entry), TypeError, "PriorityQueue");
      assertStringIncludes(error.message, advice);
      if (present === 0) assertStringIncludes(error.message, named);
      await assertRejects(() => q.put(entry), TypeError, advice);
      await assertRejects(() => q.put(entry, { timeout: 5 }), TypeError, advice);
      assertThrows(() => q.putSync(entry), TypeError, advice);
      assertEquals([q.qsize(), q.unfinishedTasks], [present, present]);
      q.putNowait(present);
    }
    assertEquals(drain(q), [0, 1, 2]);
  });
}

test("17.7 shared PriorityQueue: values of two kinds have no order among them", () => {
  const pairs: [unknown, unknown][] = [
    [1, "1"],
    ["a", ["a"]],
    [new Date(1), 1],
    [[1], 1],
    [true, "true"],
    [[1, "a"], [1, 2]],
    [[1, {}], [1, {}]],
    [["a"], [1]],
  ];
  for (const [first, second] of pairs) {
    for (const [a, b] of [[first, second], [second, first]]) {
      const q = shared(new PriorityQueue<unknown>());
      q.putNowait(a);
      assertThrows(() => q.putNowait(b), TypeError, "have no order");
      assertEquals([drain(q), q.unfinishedTasks], [[a], 1]);
    }
  }
});

test("17.7 shared PriorityQueue: one who waits to get is not disturbed by an entry that is refused", async () => {
  const q = shared(new PriorityQueue<unknown>());
  const get = q.get();
  assertThrows(() => q.putNowait({}), TypeError);
  assertStrictEquals(await stateOf(get), "pending");
  q.putNowait(1);
  assertEquals([await get, q.unfinishedTasks], [1, 1]);
});

test("17.7 shared PriorityQueue: next to different numbers there may be anything, shared memory and ports included", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const q = new PriorityQueue<[number, unknown]>();
  const memory = new Int32Array(new SharedArrayBuffer(8));
  q.putNowait([3, memory]);
  q.putNowait([1, { memory }]);
  await pool.submit(targets.putAll, q as Queue, [2, [memory]], [0, targets.double]);
  const got = Array.from({ length: 4 }, () => q.getSync());
  assertEquals(got.map(([rank]) => rank), [0, 1, 2, 3]);
  memory[0] = 7;
  const [, one, two, three] = got.map(([, value]) => value) as [
    unknown,
    { memory: Int32Array },
    [Int32Array],
    Int32Array,
  ];
  assertEquals([one.memory[0], two[0][0], three[0]], [7, 7, 7]);
});

test("17.7 shared PriorityQueue: of two entries with shared memory and the same number the second is refused, saying what to do", async () => {
  const q = shared(new PriorityQueue<unknown>());
  const memory = new SharedArrayBuffer(8);
  q.putNowait([1, memory]);
  for (const entry of [[1, memory], [1, "a"], [1]]) {
    assertThrows(() => q.putNowait(entry), TypeError, "[priority, value]");
    await assertRejects(() => q.put(entry), TypeError, "[priority, value]");
  }
  assertEquals([q.qsize(), q.unfinishedTasks], [1, 1]);
  q.putNowait([2, memory]);
  assertEquals(drain(q).map((entry) => (entry as [number])[0]), [1, 2]);
});
