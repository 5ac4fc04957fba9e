// A queue with something that can't be sent stays in its thread, as it was.

import { test } from "node:test";
import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { transfer } from "@weft/concurrency";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { LifoQueue, PriorityQueue, Queue } from "@weft/concurrency/queue";
import { Thread } from "@weft/concurrency/threading";
import { drain, kinds, shared } from "./support.ts";
import * as targets from "./shared_targets.ts";

for (const { name, make } of kinds) {
  test(`17.7 ${name}: an item that can't be sent is named at the call, and the queue stays in its thread, usable`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const q = make<unknown>(2);
    const items = [[0, { deep: [Promise.resolve()] }], [1, {}]];
    for (const item of name === "LifoQueue" ? items.toReversed() : items) q.putNowait(item);
    const path = "queue[0][1].deep[0]: ";
    const put = q.put([2]);
    for (const argument of [q, [{ q }]]) {
      const error = await assertRejects(
        async () => await pool.submit(targets.ignore, argument),
        DOMException,
        path,
      );
      assertStrictEquals(error.name, "DataCloneError");
    }
    const thread = new Thread({ target: targets.ignore, args: [q] });
    assertThrows(() => thread.start(), DOMException, path);
    assertEquals(targets.lookAt(q as Queue).unfinished, 2);
    assertThrows(() => q.joinSync(), Error, "deadlock");
    const first = q.getNowait() as unknown[];
    await put;
    assertStrictEquals(first, items[0]);
    const rest = drain(q);
    assertStrictEquals(rest.find((item) => (item as number[])[0] === 1), items[1]);
    assertStrictEquals(rest.length, 2);
    const get = q.get();
    q.putNowait(items[1]);
    assertStrictEquals(await get, items[1]);
    assertEquals(await pool.submit(targets.drain, q as Queue), [name, []]);
  });
}

test("17.7 the number in the path is that of the item as it would leave", () => {
  const [q, stack] = [new Queue<unknown>(), new LifoQueue<unknown>()];
  for (const item of [1, Symbol("s"), 3, 4]) {
    q.putNowait(item);
    stack.putNowait(item);
  }
  assertThrows(() => shared(q), DOMException, "queue[1]: a symbol");
  assertThrows(() => shared(stack), DOMException, "queue[2]: a symbol");
});

test("17.7 the item of one who waits to put is named, and the put goes on", async () => {
  const q = new Queue<unknown>(1);
  q.putNowait(1);
  const puts = [q.put(2), q.put(Symbol("s"))];
  assertThrows(() => shared(q), DOMException, "queue.put[1]: a symbol");
  assertEquals([await q.get(), await q.get(), typeof await q.get()], [1, 2, "symbol"]);
  await Promise.all(puts);
});

test("17.7 a compare function that can't be sent is named, and the queue stays in its thread", () => {
  const compare = ((a: number, b: number) => a - b).bind(null);
  const q = new PriorityQueue<unknown>(0, { compare } as never);
  const item = { valueOf: () => 1 };
  q.putNowait(item);
  assertThrows(() => shared(q), DOMException, "queue.compare: a native or bound function");
  assertStrictEquals(q.getNowait(), item);
});

test("17.7 what was to be moved is moved by the next attempt when the first one failed", () => {
  const q = new Queue<unknown>();
  const bytes = new Uint8Array(100).fill(7);
  q.putNowait(transfer(bytes));
  q.putNowait(Symbol("s"));
  assertThrows(() => shared(q), DOMException, "queue[1]");
  assertStrictEquals(bytes.length, 100);
  const [first] = drain(q);
  q.putNowait(first);
  shared(q);
  assertStrictEquals(bytes.length, 0);
  assertEquals(q.getNowait(), new Uint8Array(100).fill(7));
});

test("17.7 a queue stays in its thread, too, when one that it holds, or that holds it, can't move", () => {
  const [a, b, c] = [new Queue<unknown>(), new Queue<unknown>(), new Queue<unknown>()];
  const item = {};
  c.putNowait(item);
  b.putNowait(a);
  a.putNowait(b);
  a.putNowait(c);
  a.putNowait(Symbol("s"));
  for (const q of [a, b]) assertThrows(() => shared(q), DOMException, "queue[2]: a symbol");
  assertStrictEquals(c.getNowait(), item);
  b.putNowait(item);
  assertEquals(drain(b).map((got) => got === a || got === item), [true, true]);
});
