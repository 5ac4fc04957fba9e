// What holds for a SimpleQueue, in one thread and in shared memory.

import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Empty, Queue, SimpleQueue } from "@weft/concurrency/queue";
import { drain, stateOf } from "./support.ts";

export function simpleSuite(name: string, make: <T>() => SimpleQueue<T>): void {
  test(`17.7 ${name}: the sequence of its documentation`, async () => {
    const q = make<number>();
    assertEquals([q.empty(), q.qsize()], [true, 0]);
    await q.put(1);
    await q.put(2);
    q.putNowait(3);
    await q.put(4);
    assertEquals([q.empty(), q.qsize()], [false, 4]);
    assertEquals([await q.get(), q.qsize()], [1, 3]);
    assertEquals([q.getNowait(), q.qsize()], [2, 2]);
    assertEquals([await q.get({ block: false }), q.qsize()], [3, 1]);
    assertEquals([await q.get({ timeout: 100 }), q.qsize()], [4, 0]);
    await assertRejects(() => q.get({ block: false }), Empty);
    await assertRejects(() => q.get({ timeout: 1 }), Empty);
    assertThrows(() => q.getNowait(), Empty, "empty");
    assertEquals([q.empty(), q.qsize()], [true, 0]);
  });

  test(`17.7 ${name}: a negative timeout of get is a RangeError, item or not; put ignores its options`, async () => {
    const q = make<number>();
    await assertRejects(() => q.get({ timeout: -1 }), RangeError, "timeout must be >= 0, got -1");
    await q.put(1, { timeout: -5 });
    q.putSync(2, { timeout: -5, block: false });
    await q.put(3, { signal: AbortSignal.abort() });
    await assertRejects(() => q.get({ timeout: -1 }), RangeError, "timeout must be >= 0, got -1");
    assertThrows(() => q.getSync({ timeout: -1 }), RangeError, "timeout must be >= 0, got -1");
    assertEquals(drain(q), [1, 2, 3]);
  });

  test(`17.7 ${name}: it is no Queue, has no bound, no tracking of tasks, no shutdown and no iteration`, () => {
    const q = make<number>();
    assertInstanceOf(q, SimpleQueue);
    assertFalse(q instanceof Queue);
    for (const name of ["full", "taskDone", "join", "shutdown", "maxsize", Symbol.asyncIterator]) {
      assertFalse(name in q, String(name));
    }
    for (let i = 0; i < 100_000; i++) q.putNowait(i);
    assertStrictEquals(q.qsize(), 100_000);
  });

  test(`17.7 ${name}: those who wait to get are served first come, first served`, async () => {
    const q = make<number>();
    const gets = [q.get(), q.get({ timeout: 60_000 }), q.get()];
    assertStrictEquals(await stateOf(gets[0]!), "pending");
    q.putNowait(1);
    q.putSync(2);
    await q.put(3);
    assertEquals(await Promise.all(gets), [1, 2, 3]);
    assert(q.empty());
  });

  test(`17.7 ${name}: a get that gives up takes no item`, async () => {
    const q = make<number>();
    const controller = new AbortController();
    const reason = new Error("enough");
    const aborted = q.get({ signal: controller.signal });
    const timedOut = q.get({ timeout: 5 });
    await assertRejects(() => timedOut, Empty);
    controller.abort(reason);
    assertStrictEquals(await assertRejects(() => aborted), reason);
    q.putNowait(1);
    assertEquals(drain(q), [1]);
  });

  test(`17.7 ${name}: undefined and null are items`, async () => {
    const q = make<undefined | null>();
    q.putNowait(undefined);
    q.putNowait(null);
    assertEquals([q.qsize(), await q.get(), q.getNowait()], [2, undefined, null]);
  });

  test(`17.7 ${name}: put is reentrant: an item may be put while a call is under way`, () => {
    const q = make<number>();
    q.putNowait(1);
    const reacting = {
      get timeout() {
        q.putNowait(2);
        return 0;
      },
    };
    assertStrictEquals(q.getSync(reacting), 1);
    assertEquals(drain(q), [2]);
  });

  test(`17.7 ${name}: bad options are refused by name and value`, async () => {
    const q = make<number>();
    q.putNowait(1);
    await assertRejects(
      () => q.get({ timeout: "5" as never }),
      TypeError,
      "timeout must be a number",
    );
    await assertRejects(
      () => q.get({ block: 1 as never }),
      TypeError,
      "block must be a boolean, got 1",
    );
    await assertRejects(
      () => q.get(false as never),
      TypeError,
      "options must be an object, got false",
    );
    assertStrictEquals(q.qsize(), 1);
  });

  test(`17.7 ${name}: getSync with a timeout really waits for it`, () => {
    const q = make<number>();
    const start = performance.now();
    assertThrows(() => q.getSync({ timeout: 30 }), Empty);
    assertGreaterOrEqual(performance.now() - start, 29);
    assertThrows(() => q.getSync({ block: false }), Empty);
    q.putNowait(1);
    assertStrictEquals(q.getSync(), 1);
  });
}
