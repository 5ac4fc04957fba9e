import { test } from "node:test";
import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { PriorityQueue } from "@weft/concurrency/queue";
import { drain, kind, stateOf } from "./support.ts";
import { localSuite } from "./local_suite.ts";
import { suite } from "./suite.ts";

suite(kind("PriorityQueue"));
localSuite(kind("PriorityQueue"));

/** The entries, put one after the other and all taken again. */
function ordered<T>(entries: T[]): T[] {
  const q = new PriorityQueue<T>();
  for (const entry of entries) q.putNowait(entry);
  return drain(q);
}

test("17.7 PriorityQueue: numbers, the lowest first", () => {
  assertEquals(ordered([3, -1, Infinity, 0.5, -Infinity, 2]), [-Infinity, -1, 0.5, 2, 3, Infinity]);
});

test("17.7 PriorityQueue: bigints, and numbers among them, compared exactly", () => {
  assertEquals(ordered([3n, -1n, 10n ** 30n, 2n]), [-1n, 2n, 3n, 10n ** 30n]);
  assertEquals(ordered<number | bigint>([2n, 1.5, 1n, 10, 9n]), [1n, 1.5, 2n, 9n, 10]);
  // These are one as numbers.
  assertEquals(ordered<number | bigint>([2n ** 53n + 1n, 2 ** 53, 2n ** 53n - 1n]), [
    2n ** 53n - 1n,
    2 ** 53,
    2n ** 53n + 1n,
  ]);
});

test("17.7 PriorityQueue: strings by their code units", () => {
  assertEquals(ordered(["b", "", "a", "B", "ab", "é"]), ["", "B", "a", "ab", "b", "é"]);
});

test("17.7 PriorityQueue: booleans, false first; among numbers they count as 0 and 1, as in Python", () => {
  assertEquals(ordered([true, false, true, false]), [false, false, true, true]);
  assertEquals(ordered<number | boolean | bigint>([2, true, 0.5, false, -1n]), [
    -1n,
    false,
    0.5,
    true,
    2,
  ]);
});

test("17.7 PriorityQueue: dates, the earliest first", () => {
  const [a, b, c] = [new Date(0), new Date(5), new Date(-5)];
  assertEquals(ordered([a, b, c]), [c, a, b]);
});

test("17.7 PriorityQueue: arrays item by item; of two that begin alike the shorter one comes first", () => {
  assertEquals(
    ordered<unknown[]>([[2, "a"], [1, "b"], [1, "a", 0], [], [1, "a"], [1]]),
    [[], [1], [1, "a"], [1, "a", 0], [1, "b"], [2, "a"]],
  );
  assertEquals(ordered([[[2]], [[1, 2]], [[1]]]), [[[1]], [[1, 2]], [[2]]]);
  assertEquals(
    ordered<unknown[]>([[new Date(2), 1n], [new Date(1), 2], [new Date(1), 1n]]),
    [[new Date(1), 1n], [new Date(1), 2], [new Date(2), 1n]],
  );
});

test("17.7 PriorityQueue: [priority, data] never compares the data of different priorities", () => {
  const data = [{ name: "a" }, { name: "b" }, () => {}];
  assertEquals(ordered<unknown[]>([[3, data[0]], [1, data[1]], [2, data[2]]]), [
    [1, data[1]],
    [2, data[2]],
    [3, data[0]],
  ]);
  // The same object is equal to itself, as in a tuple of Python.
  assertEquals(ordered<unknown[]>([[1, data[0], 2], [1, data[0], 1]]), [
    [1, data[0], 1],
    [1, data[0], 2],
  ]);
});

test("17.7 PriorityQueue: equal entries come out in the order of their arrival", () => {
  const entries = Array.from({ length: 2000 }, (_, i) => [i % 3]);
  const got = ordered(entries);
  const expected = [0, 1, 2].flatMap((key) => entries.filter(([first]) => first === key));
  got.forEach((entry, i) => assertStrictEquals(entry, expected[i]));
  // 1, 1n and true are equal too, and so are 0 and -0.
  assertEquals(ordered<unknown>([1n, true, 1]), [1n, true, 1]);
  assertEquals(ordered([0, -0]).map((zero) => Object.is(zero, -0)), [false, true]);
});

const without: [string, unknown, string][] = [
  ["an object", { a: 1 }, "an object (Object)"],
  ["undefined", undefined, ": undefined and"],
  ["null", null, ": null and"],
  ["a function", () => 7, "function"],
  ["a symbol", Symbol("s"), "Symbol(s)"],
  ["a map", new Map(), "an object (Map)"],
  ["NaN", NaN, "NaN"],
  ["an invalid date", new Date(NaN), "NaN"],
  ["an array that begins with an object", [{}], "an object (Object)"],
  ["an array that begins with NaN", [NaN, 1], "NaN"],
];
for (const [what, entry, named] of without) {
  test(`17.7 PriorityQueue: ${what} has no order: TypeError at put, first or not, and the queue is intact`, async () => {
    const advice = "compare function";
    const q = new PriorityQueue<unknown>();
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

test("17.7 PriorityQueue: one who waits to get is not disturbed by an entry that is refused", async () => {
  const q = new PriorityQueue<unknown>();
  const get = q.get();
  assertThrows(() => q.putNowait({}), TypeError);
  assertStrictEquals(await stateOf(get), "pending");
  q.putNowait(1);
  assertEquals([await get, q.unfinishedTasks], [1, 1]);
});

test("17.7 PriorityQueue: values of two kinds have no order among them", () => {
  const pairs: [unknown, unknown][] = [
    [1, "1"],
    ["a", ["a"]],
    [new Date(1), 1],
    [[1], 1],
    [true, "true"],
    [[1, "a"], [1, 2]],
    [[1, {}], [1, {}]],
  ];
  for (const [first, second] of pairs) {
    for (const [a, b] of [[first, second], [second, first]]) {
      const q = new PriorityQueue<unknown>();
      q.putNowait(a);
      assertThrows(() => q.putNowait(b), TypeError, "have no order");
      assertEquals(drain(q), [a]);
    }
  }
});

test("17.7 PriorityQueue: an entry that waited for room and is refused then: its put rejects, the next one gets the room", async () => {
  const q = new PriorityQueue<unknown>(2);
  q.putNowait(1);
  q.putNowait(2);
  const bad = q.put("text");
  const worse = q.put({});
  const good = q.put(3);
  const rejected = [assertRejects(() => bad, TypeError), assertRejects(() => worse, TypeError)];
  assertStrictEquals(await q.get(), 1);
  await Promise.all([...rejected, good]);
  assertEquals([drain(q), q.unfinishedTasks], [[2, 3], 3]);
});

test("17.7 PriorityQueue: compare decides alone, over anything; equal entries in order of arrival", () => {
  interface Job {
    size: number;
    name: string;
  }
  const q = new PriorityQueue<Job>(0, { compare: (a, b) => b.size - a.size });
  const [a, b, c, d] = [1, 3, 3, 2].map((size, i) => ({ size, name: "abcd"[i]! }));
  for (const job of [a!, b!, c!, d!]) q.putNowait(job);
  assertEquals(drain(q), [b!, c!, d!, a!]);
  const any = new PriorityQueue<unknown>(0, { compare: () => 0 });
  const entries = [undefined, null, {}, NaN, 1, "a"];
  for (const entry of entries) any.putNowait(entry);
  assertEquals(drain(any), entries);
});

test("17.7 PriorityQueue: compare may return infinite numbers", () => {
  const q = new PriorityQueue<number>(0, { compare: (a, b) => (a - b) * Infinity || 0 });
  for (const entry of [2, 3, 1]) q.putNowait(entry);
  assertEquals(drain(q), [1, 2, 3]);
});

test("17.7 PriorityQueue: a compare that is no function, and bad options, are refused by name and value", () => {
  for (const compare of [null, 5, "a", {}] as never[]) {
    const error = assertThrows(() => new PriorityQueue(0, { compare }), TypeError, "compare");
    assertStringIncludes(error.message, String(compare));
  }
  for (const options of [null, 5, () => 0] as never[]) {
    const error = assertThrows(() => new PriorityQueue(0, options), TypeError, "options");
    assertStringIncludes(error.message, String(options));
  }
  // A refused one leaves nothing behind for the next.
  assertThrows(() => new PriorityQueue<number>(1.5, { compare: (a, b) => b - a }), RangeError);
  assertEquals(ordered([2, 1, 3]), [1, 2, 3]);
});

test("17.7 PriorityQueue: a compare that returns no number is a TypeError at put, and the queue is intact", () => {
  for (const result of [undefined, null, NaN, "1", true, 1n, Promise.resolve(0)]) {
    const q = new PriorityQueue<number>(0, { compare: () => result as number });
    q.putNowait(1);
    assertThrows(() => q.putNowait(2), TypeError, `compare must return a number, got ${result}`);
    assertEquals([q.qsize(), q.unfinishedTasks], [1, 1]);
    assertEquals(drain(q), [1]);
  }
});

// CPython's test_failing_queue, whose hooks `_put` and `_get` are not there: what a put may run is `compare`.
test("17.7 PriorityQueue: what compare throws comes out of put in all its forms; the queue keeps its contents", async () => {
  const failure = new Error("on request");
  let failing = false;
  const q = new PriorityQueue<number>(5, {
    compare: (a, b) => {
      if (failing) throw failure;
      return a - b;
    },
  });
  const failed = async (put: () => unknown) => {
    failing = true;
    assertStrictEquals(await assertRejects(async () => await put()), failure);
    failing = false;
  };
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 4; i++) q.putNowait(i);
    await failed(() => q.put(9, { block: false }));
    await failed(() => q.put(9, { timeout: 100 }));
    await failed(() => q.putSync(9));
    await failed(() => q.putNowait(9));
    q.putNowait(4);
    assertEquals([q.qsize(), q.full(), q.unfinishedTasks], [5, true, 5]);
    // One who waits for room, and is refused when there is some.
    const waiting = q.put(9);
    failing = true;
    assertStrictEquals(await q.get(), 0);
    assertStrictEquals(await assertRejects(() => waiting), failure);
    failing = false;
    await q.put(5);
    const put = q.put(6);
    assertStrictEquals(await q.get(), 1);
    await put;
    failing = true;
    assertEquals(drain(q), [2, 3, 4, 5, 6], "taking out compares nothing");
    failing = false;
    while (q.unfinishedTasks > 0) q.taskDone();
  }
});
