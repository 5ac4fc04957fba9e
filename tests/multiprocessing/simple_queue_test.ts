import { test } from "node:test";
import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { Queue, SimpleQueue } from "../../multiprocessing/queues.ts";
import { here, runtimes, start } from "./queue_support.ts";
import * as targets from "./queue_targets.ts";
import { values } from "./queue_values.ts";

for (const runtime of runtimes) {
  const way = `${here} and ${runtime}`;

  test(`17.2.2.2 SimpleQueue, ${way}: values there and back, blocking or not`, async () => {
    for (const target of [targets.echo, targets.echoLater]) {
      const [there, back] = [new SimpleQueue<unknown>(), new SimpleQueue<unknown>()];
      const child = start(runtime, target, there, back, 2 * values.length);
      for (const value of values) {
        await there.put(value);
        assertEquals(await back.get(), value);
        there.putSync(value);
        assertEquals(back.getSync(), value);
      }
      assertEquals([there.empty(), back.empty()], [true, true]);
      assertStrictEquals(await child.end(), 0);
    }
  });

  test(`17.2.2.2 SimpleQueue.empty, ${way}: tells what a child has put and taken`, async () => {
    const [q, back, go] = [new SimpleQueue<unknown>(), new Queue<unknown>(), new SimpleQueue()];
    const child = start(runtime, targets.echo, go, q, 1);
    const waiting = q.get();
    assert(q.empty());
    go.putSync(1);
    assertStrictEquals(await waiting, 1);
    assertStrictEquals(await child.end(), 0);
    assert(q.empty());
    const taker = start(runtime, targets.echo, q, back, 1);
    q.putSync("for you");
    assertStrictEquals(await taker.end(), 0);
    assert(q.empty());
    assertStrictEquals(back.getNowait(), "for you");
  });
}

test("17.2.2.2 SimpleQueue: put never waits, and refuses what can't be sent", async () => {
  const q = new SimpleQueue<unknown>();
  for (let i = 0; i < 5_000; i++) q.putSync([i, "x".repeat(500)]);
  assertThrows(() => q.putSync([Symbol("s")]), DOMException, "item[0]");
  await assertRejects(() => q.put(new SharedArrayBuffer(8)), DOMException, "item");
  for (let i = 0; i < 5_000; i++) assertEquals(q.getSync(), [i, "x".repeat(500)]);
  assert(q.empty());
});

test("17.2.2.2 SimpleQueue.close: may be repeated; then it is used no more, and who waits here gets RangeError", async () => {
  const q = new SimpleQueue<number>();
  const waiting = assertRejects(() => q.get(), RangeError, "is closed");
  q.close();
  q.close();
  await waiting;
  assertThrows(() => q.empty(), RangeError, "SimpleQueue is closed");
  assertThrows(() => q.putSync(1), RangeError, "SimpleQueue is closed");
  assertThrows(() => q.getSync(), RangeError, "SimpleQueue is closed");
  await assertRejects(() => q.put(1), RangeError, "SimpleQueue is closed");
  await assertRejects(() => q.get(), RangeError, "SimpleQueue is closed");
  assertThrows(() => new Queue().putSync(q), RangeError, "SimpleQueue is closed");
});

test("17.2.2.2 SimpleQueue: it has no sizes, no timeouts and no iteration", () => {
  const names = Object.getOwnPropertyNames(SimpleQueue.prototype).sort();
  assertEquals(names, ["close", "constructor", "empty", "get", "getSync", "put", "putSync"]);
});
