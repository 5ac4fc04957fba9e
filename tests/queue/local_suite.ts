// What holds while one thread alone knows the queue: whatever its kind, items are handed to those who wait.

import { test } from "node:test";
import { assertEquals, assertStrictEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { RuntimeError } from "@weft/concurrency/queue";
import { drain, type Kind, outcome } from "./support.ts";

export function localSuite({ name, make }: Kind): void {
  test(`17.7.1 ${name}: a blocking form that could never end throws RuntimeError, and says what to do`, () => {
    const q = make<number>(1);
    const message = "would deadlock";
    const error = assertThrows(() => q.getSync(), RuntimeError, message);
    assertStringIncludes(error.message, "asynchronous");
    assertThrows(() => q.getSync({ timeout: Infinity }), RuntimeError, message);
    q.putNowait(1);
    assertThrows(() => q.putSync(2), RuntimeError, message);
    assertThrows(() => q.joinSync(), RuntimeError, message);
    assertEquals([drain(q), q.unfinishedTasks], [[1], 1]);
    q.taskDone();
    q.joinSync();
  });

  test(`17.7.1 ${name}: a get that waits receives the next item, and the queue stays empty`, async () => {
    const q = make<number>(1);
    const get = q.get();
    q.putNowait(1);
    assertEquals([q.qsize(), q.empty(), q.unfinishedTasks], [0, true, 1]);
    assertStrictEquals(await get, 1);
  });

  test(`17.7.1 ${name}: those who wait to get are served first come, first served`, async () => {
    const q = make<number>();
    const gets = Array.from({ length: 5 }, () => q.get());
    for (const item of [30, 10, 50, 20, 40]) q.putNowait(item);
    assertEquals(await Promise.all(gets), [30, 10, 50, 20, 40]);
  });

  test(`17.7.1 ${name}: an abort after the item was handed over changes nothing`, async () => {
    const q = make<number>(1);
    const controller = new AbortController();
    const get = q.get({ signal: controller.signal });
    q.putNowait(1);
    controller.abort();
    assertStrictEquals(await get, 1);

    const second = new AbortController();
    q.putNowait(2);
    const put = q.put(3, { signal: second.signal });
    assertStrictEquals(q.getNowait(), 2);
    second.abort();
    await put;
    assertEquals(drain(q), [3]);
  });

  test(`17.7.1 ${name}.shutdown: a wait that has ended by it is not ended once more by an abort`, async () => {
    const q = make<number>();
    const controller = new AbortController();
    const get = outcome(q.get({ signal: controller.signal, timeout: 5 }));
    q.shutdown();
    controller.abort(new Error("late"));
    assertStrictEquals(await get, "ShutDown");
  });
}
