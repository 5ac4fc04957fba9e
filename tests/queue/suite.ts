// What holds for Queue, LifoQueue and PriorityQueue alike, in one thread and in shared memory (17.7, 17.7.1).

import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Empty, Full, Queue } from "@weft/concurrency/queue";
import { drain, type Kind, stateOf, turn } from "./support.ts";
import { waitingSuite } from "./waiting_suite.ts";

export function suite(kind: Kind): void {
  waitingSuite(kind);
  const { name, order, make } = kind;

  test(`17.7 ${name}: an empty one is an instance of Queue, without items and without a bound`, () => {
    const q = make();
    assertInstanceOf(q, Queue);
    assertEquals(
      [q.maxsize, q.qsize(), q.empty(), q.full(), q.unfinishedTasks, q.isShutdown],
      [0, 0, true, false, 0, false],
    );
  });

  test(`17.7 ${name}: maxsize is the bound; 0 or less, or Infinity, is none`, () => {
    const q = make<number>(2);
    assertStrictEquals(q.maxsize, 2);
    q.putNowait(1);
    assertFalse(q.full());
    q.putNowait(2);
    assert(q.full());
    assertThrows(() => q.putNowait(3), Full);
    for (const maxsize of [0, -1, -Infinity, Infinity, undefined]) {
      const q = make<number>(maxsize);
      assertStrictEquals(q.maxsize, maxsize ?? 0);
      for (let i = 0; i < 1000; i++) q.putNowait(i);
      assertFalse(q.full());
      assertStrictEquals(q.qsize(), 1000);
    }
  });

  test(`17.7 ${name}: a maxsize that is no integer is refused by name and value`, () => {
    for (const bad of [1.5, NaN]) {
      const error = assertThrows(() => make(bad), RangeError, "maxsize");
      assertStringIncludes(error.message, String(bad));
    }
    for (const bad of ["3", null, {}, 3n, true] as unknown as number[]) {
      const error = assertThrows(() => make(bad), TypeError, "maxsize");
      assertStringIncludes(error.message, String(bad));
    }
  });

  // One queue, the whole sequence twice; another thread is an asynchronous function here.
  test(`17.7 ${name}: the life of a queue: order, full, empty, waiting with and without limits`, async () => {
    const q = make<number | string>(5);
    for (let round = 0; round < 2; round++) {
      assert(q.empty() && !q.full());
      for (const item of [111, 333, 222]) await q.put(item);
      assertEquals([await q.get(), await q.get(), await q.get()], order as number[]);
      for (let i = 0; i < 4; i++) {
        await q.put(i);
        assert(q.qsize() > 0 && !q.full());
      }
      await q.put(10);
      assert(q.full() && !q.empty());
      await assertRejects(() => q.put(30, { block: false }), Full);
      await assertRejects(() => q.put(30, { timeout: 10 }), Full);
      for (const options of [undefined, { block: true, timeout: 10_000 }]) {
        const put = q.put(30, options);
        assertStrictEquals(await stateOf(put), "pending");
        await q.get();
        assertStrictEquals(await put, undefined);
      }
      for (let i = 0; i < 5; i++) await q.get();
      assert(q.empty());
      await assertRejects(() => q.get({ block: false }), Empty);
      await assertRejects(() => q.get({ timeout: 10 }), Empty);
      for (const options of [undefined, { block: true, timeout: 10_000 }]) {
        const get = q.get(options);
        assertStrictEquals(await stateOf(get), "pending");
        await q.put("empty");
        assertStrictEquals(await get, "empty");
      }
    }
  });

  test(`17.7 ${name}: assigning maxsize makes no room`, () => {
    const q = make<number>(3);
    for (const item of [1, 2, 3]) q.putNowait(item);
    assertThrows(() => q.putNowait(4), Full);
    assertStrictEquals(q.qsize(), 3);
    (q as { maxsize: number }).maxsize = 2;
    assertThrows(() => q.putNowait(4), Full);
  });

  test(`17.7.1 ${name}: put and get within an abundance of time take the item at once`, async () => {
    const q = make<number>(1);
    await q.put(1, { timeout: 0 });
    assertStrictEquals(await q.get({ timeout: 0 }), 1);
    q.putSync(2);
    assertStrictEquals(q.getSync(), 2);
    q.putSync(3, { block: false });
    assertStrictEquals(q.getSync({ block: false }), 3);
    q.putSync(4, { timeout: 60_000 });
    assertStrictEquals(q.getSync({ timeout: 60_000 }), 4);
  });

  test(`17.7.1 ${name}: putNowait and getNowait throw Full and Empty, which say so`, () => {
    const q = make<number>(1);
    const empty = assertThrows(() => q.getNowait(), Empty, "empty");
    assertEquals([empty.name, empty instanceof Error], ["Empty", true]);
    q.putNowait(1);
    const full = assertThrows(() => q.putNowait(2), Full, "full");
    assertEquals([full.name, full instanceof Error], ["Full", true]);
    assertStrictEquals(q.getNowait(), 1);
  });

  test(`17.7.1 ${name}: a negative timeout is a RangeError that names it, whether there is room or not`, async () => {
    for (const maxsize of [0, 1]) {
      const q = make<number>(maxsize);
      await assertRejects(
        () => q.put(1, { timeout: -1 }),
        RangeError,
        "timeout must be >= 0, got -1",
      );
      await assertRejects(() => q.get({ timeout: -1 }), RangeError, "timeout must be >= 0, got -1");
      assertThrows(() => q.putSync(1, { timeout: -1 }), RangeError, "timeout must be >= 0, got -1");
      assertThrows(() => q.getSync({ timeout: -1 }), RangeError, "timeout must be >= 0, got -1");
      q.putNowait(7);
      await assertRejects(() => q.put(1, { timeout: -0.5 }), RangeError, "-0.5");
      await assertRejects(() => q.get({ block: true, timeout: -1 }), RangeError, "-1");
      assertEquals(drain(q), [7]);
    }
  });

  test(`17.7.1 ${name}: without block the timeout does not count, not even a negative one`, async () => {
    const q = make<number>(1);
    await assertRejects(() => q.get({ block: false, timeout: -1 }), Empty);
    assertThrows(() => q.getSync({ block: false, timeout: 60_000 }), Empty);
    q.putNowait(1);
    await assertRejects(() => q.put(2, { block: false, timeout: -1 }), Full);
    assertThrows(() => q.putSync(2, { block: false, timeout: 60_000 }), Full);
  });

  test(`17.7.1 ${name}: bad options are refused by name and value, and nothing is put or taken`, async () => {
    const q = make<number>(2);
    q.putNowait(7);
    const bad: [unknown, string, string][] = [
      [{ timeout: "5" }, "timeout", "5"],
      [{ timeout: NaN }, "timeout", "NaN"],
      [{ timeout: null }, "timeout", "null"],
      [{ block: 0 }, "block", "0"],
      [{ block: null }, "block", "null"],
      [false, "options", "false"],
      [null, "options", "null"],
      [5, "options", "5"],
      [{ signal: 7 }, "signal", "7"],
      [{ signal: null }, "signal", "null"],
    ];
    for (const [options, argument, value] of bad) {
      const calls: (() => unknown)[] = [
        () => q.put(1, options as never),
        () => q.get(options as never),
      ];
      for (const call of calls) {
        const error = await assertRejects(async () => await call(), TypeError, argument);
        assertStringIncludes(error.message, value);
      }
      assertThrows(() => q.putSync(1, options as never), TypeError, argument);
      assertThrows(() => q.getSync(options as never), TypeError, argument);
    }
    await assertRejects(() => q.join(5 as never), TypeError, "options must be an object, got 5");
    await assertRejects(() => q.join({ signal: 7 as never }), TypeError, "signal");
    assertThrows(
      () => q.shutdown(true as never),
      TypeError,
      "shutdown: options must be an object, got true",
    );
    assertThrows(() => q.shutdown({ immediate: 1 as never }), TypeError, "immediate");
    assertFalse(q.isShutdown);
    assertEquals(drain(q), [7]);
  });

  test(`17.7.1 ${name}: the blocking forms really wait for their timeout`, () => {
    const q = make<number>(1);
    const timed = (body: () => void) => {
      const start = performance.now();
      body();
      return performance.now() - start;
    };
    assertGreaterOrEqual(timed(() => assertThrows(() => q.getSync({ timeout: 30 }), Empty)), 29);
    q.putNowait(1);
    assertGreaterOrEqual(timed(() => assertThrows(() => q.putSync(2, { timeout: 30 }), Full)), 29);
    assertThrows(() => q.putSync(2, { timeout: 0 }), Full);
    assertEquals(drain(q), [1]);
    assertThrows(() => q.getSync({ timeout: 0 }), Empty);
  });

  test(`17.7.1 ${name}: getSync lets the one in who waits for room, putSync serves the one who waits to get`, async () => {
    const q = make<number>(1);
    q.putNowait(1);
    const put = q.put(2);
    assertStrictEquals(q.getSync(), 1);
    await put;
    assertStrictEquals(q.getSync(), 2);
    const get = q.get();
    q.putSync(3);
    assertStrictEquals(await get, 3);
  });

  test(`17.7.1 ${name}: taskDone on a new queue, or once too often, is a RangeError`, () => {
    const q = make<number>();
    assertThrows(() => q.taskDone(), RangeError, "too many times");
    q.putNowait(1);
    q.getNowait();
    q.taskDone();
    assertThrows(() => q.taskDone(), RangeError, "too many times");
    assertStrictEquals(q.unfinishedTasks, 0);
  });

  test(`17.7.1 ${name}: unfinishedTasks rises at put, not at get, and falls at taskDone`, async () => {
    const q = make<number>(1);
    q.putNowait(1);
    const put = q.put(2);
    assertStrictEquals(q.unfinishedTasks, 1);
    q.getNowait();
    await put;
    assertStrictEquals(q.unfinishedTasks, 2);
    q.taskDone();
    assertStrictEquals(q.unfinishedTasks, 1);
  });

  test(`17.7.1 ${name}: join resolves when every item is done, for all who wait`, async () => {
    const q = make<number>();
    await q.join();
    for (let i = 0; i < 3; i++) q.putNowait(i);
    const joins = [q.join(), q.join()];
    drain(q);
    q.taskDone();
    q.taskDone();
    assertStrictEquals(await stateOf(joins[0]!), "pending");
    q.taskDone();
    await Promise.all(joins);
    await q.join();
    q.joinSync();
  });

  test(`17.7.1 ${name}: an aborted join rejects with the reason; the others go on waiting`, async () => {
    const q = make<number>();
    q.putNowait(1);
    const controller = new AbortController();
    const reason = new Error("enough");
    const aborted = q.join({ signal: controller.signal });
    const join = q.join();
    controller.abort(reason);
    assertStrictEquals(await assertRejects(() => aborted), reason);
    assertStrictEquals(await stateOf(join), "pending");
    q.taskDone();
    await join;
  });

  // CPython's test of join: workers that sum up what they get.
  test(`17.7.1 ${name}: two workers and join, twice on one queue`, async () => {
    const q = make<number>();
    let sum = 0;
    const work = async () => {
      for (;;) {
        const x = await q.get();
        if (x < 0) {
          q.taskDone();
          return;
        }
        sum += x;
        q.taskDone();
      }
    };
    for (let round = 1; round <= 2; round++) {
      const workers = [work(), work()];
      for (let i = 0; i < 100; i++) await q.put(i);
      await q.join();
      assertStrictEquals(sum, 4950 * round);
      for (const _ of workers) await q.put(-1);
      await q.join();
      await Promise.all(workers);
    }
    assertThrows(() => q.taskDone(), RangeError);
  });

  test(`17.7 ${name}: iterating gets the items until the queue is shut down and empty`, async () => {
    const q = make<number>(2);
    const seen: number[] = [];
    const consumer = (async () => {
      for await (const item of q) seen.push(item);
    })();
    for (const item of [3, 1, 2]) {
      await q.put(item);
      await turn();
    }
    q.shutdown();
    await consumer;
    assertEquals(seen, [3, 1, 2]);
    for await (const item of q) assertEquals(item, undefined, "it must be at its end");
  });

  test(`17.7 ${name}: leaving the iteration leaves the rest in the queue`, async () => {
    const q = make<number>();
    for (const item of [111, 333, 222]) q.putNowait(item);
    for await (const item of q) {
      assertStrictEquals(item, order[0]);
      break;
    }
    assertEquals(drain(q), order.slice(1));
    q.putNowait(5);
    await assertRejects(
      async () => {
        for await (const item of q) throw new Error(`stop at ${item}`);
      },
      Error,
      "stop at 5",
    );
  });

  test(`17.7 ${name}: iterations side by side share the items`, async () => {
    const q = make<number>();
    const seen: number[] = [];
    const consumers = Array.from({ length: 3 }, async () => {
      for await (const item of q) {
        seen.push(item);
        await turn();
      }
    });
    for (let i = 0; i < 20; i++) await q.put(i);
    q.shutdown();
    await Promise.all(consumers);
    assertEquals(seen.sort((a, b) => a - b), Array.from({ length: 20 }, (_, i) => i));
  });
}
