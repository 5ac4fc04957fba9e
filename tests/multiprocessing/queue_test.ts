import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { transfer } from "@weft/concurrency";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { Empty, Full } from "@weft/concurrency/queue";
import { RuntimeError } from "../../_runtime/errors.ts";
import { Queue } from "../../multiprocessing/queues.ts";
import { here, runtimes, start } from "./queue_support.ts";
import * as targets from "./queue_targets.ts";
import { values } from "./queue_values.ts";

function drain<T>(q: Queue<T>): T[] {
  const items: T[] = [];
  while (!q.empty()) items.push(q.getNowait());
  return items;
}

for (const runtime of runtimes) {
  const way = `${here} and ${runtime}`;

  test(`17.2.2.2 Queue, ${way}: values there and back, blocking or not`, async () => {
    for (const target of [targets.echo, targets.echoLater]) {
      const [there, back] = [new Queue<unknown>(), new Queue<unknown>(2)];
      const child = start(runtime, target, there, back, 2 * values.length);
      for (const value of values) {
        await there.put(value);
        assertEquals(await back.get(), value);
        there.putSync(value);
        assertEquals(back.getSync(), value);
      }
      assertStrictEquals(await child.end(), 0);
    }
  });

  test(`17.2.2.2 Queue, ${way}: errors arrive whole`, async () => {
    const [there, back] = [new Queue<unknown>(), new Queue<RangeError>()];
    const child = start(runtime, targets.echo, there, back, 1);
    const sent = new RangeError("too far", { cause: new TypeError("why") });
    there.putSync(Object.assign(sent, { code: "E" }));
    const error = await back.get() as RangeError & { code: string };
    assertStrictEquals(await child.end(), 0);
    assert(error instanceof RangeError && error.cause instanceof TypeError);
    assertEquals([error.message, error.code, error.cause.message], ["too far", "E", "why"]);
  });

  test(`17.2.2.2 Queue.put, ${way}: every form, and Full until a child has made room`, async () => {
    const [q, go] = [new Queue<number>(6), new Queue<unknown>()];
    const child = start(runtime, targets.takeAfter, q, go, 6);
    assertEquals([q.empty(), q.full()], [true, false]);
    await q.put(1);
    await q.put(2, { block: true });
    q.putSync(3, { timeout: Infinity });
    await q.put(4, { block: false });
    q.putSync(5, { block: false, timeout: undefined });
    q.putNowait(6);
    assertEquals([q.empty(), q.full(), q.qsize()], [false, true, 6]);
    await assertRejects(() => q.put(7, { block: false }), Full);
    assertThrows(() => q.putNowait(7), Full);
    await assertRejects(() => q.put(7, { timeout: -1 }), Full);
    for (const options of [{ timeout: 30 }, { block: true, timeout: 30 }]) {
      const begin = performance.now();
      await assertRejects(() => q.put(7, options), Full);
      assertThrows(() => q.putSync(7, options), Full);
      assertGreaterOrEqual(performance.now() - begin, 60);
    }
    const waiting = q.put(7);
    go.putSync("go");
    assertStrictEquals(await child.end(), 0);
    await waiting;
    assertStrictEquals(await q.get(), 7);
    assertEquals([q.empty(), q.full(), q.qsize()], [true, false, 0]);
  });

  test(`17.2.2.2 Queue.get, ${way}: every form, and Empty when nothing is left`, async () => {
    const [q, go] = [new Queue<number>(), new Queue<unknown>()];
    const child = start(runtime, targets.putAfter, q, go, [2, 3, 4, 5]);
    const waiting = q.get();
    go.putSync("go");
    assertStrictEquals(await waiting, 2);
    assertStrictEquals(await child.end(), 0);
    assertStrictEquals(q.empty(), false);
    assertStrictEquals(q.getSync({ block: true }), 3);
    assertStrictEquals(await q.get({ timeout: 1_000 }), 4);
    assertStrictEquals(q.getNowait(), 5);
    assertStrictEquals(q.empty(), true);
    await assertRejects(() => q.get({ block: false }), Empty);
    assertThrows(() => q.getSync({ block: false, timeout: undefined }), Empty);
    assertThrows(() => q.getNowait(), Empty);
    assertThrows(() => q.getSync({ timeout: -5 }), Empty);
    const begin = performance.now();
    await assertRejects(() => q.get({ timeout: 30 }), Empty);
    assertThrows(() => q.getSync({ block: true, timeout: 30 }), Empty);
    assertGreaterOrEqual(performance.now() - begin, 60);
  });

  test(`17.2.2.2 Queue, ${way}: what a child puts comes behind what was there`, async () => {
    const q = new Queue<number>();
    for (let i = 0; i < 10; i++) q.putSync(i);
    const child = start(runtime, targets.putAll, q, Array.from({ length: 10 }, (_, i) => 10 + i));
    const items = Array.from({ length: 20 }, () => q.getSync());
    assertEquals(items, Array.from({ length: 20 }, (_, i) => i));
    assertThrows(() => q.getSync({ block: false }), Empty);
    assertStrictEquals(await child.end(), 0);
  });

  test(`17.2.2.2 Queue, ${way}: an item of a child that has ended is there all the same`, async () => {
    const q = new Queue<string>();
    assertStrictEquals(await start(runtime, targets.putAll, q, ["left behind"]).end(), 0);
    assertStrictEquals(q.getNowait(), "left behind");
  });

  test(`17.2.2.2 Queue, ${way}: a child that waits, blocking or not, is woken`, async () => {
    for (const target of [targets.takeAndTell, targets.takeAsyncAndTell]) {
      const [q, told] = [new Queue<number>(), new Queue<unknown>()];
      const child = start(runtime, target, q, told);
      assertStrictEquals(await told.get(), "waiting");
      q.putSync(42);
      assertStrictEquals(await told.get(), 42);
      assertStrictEquals(await child.end(), 0);
    }
  });

  test(`17.2.2.2 Queue, ${way}: queues of a child reach its own children`, async () => {
    const told = new Queue<unknown>();
    assertStrictEquals(await start(runtime, targets.withGrandchild, told).end(), 0);
    assertStrictEquals(told.getNowait(), 0);
  });

  test(`17.2.2.2 Queue, ${way}: a queue that is an item arrives, and comes back as the very object`, async () => {
    const [there, back, inner] = [new Queue<unknown>(), new Queue<unknown>(), new Queue<number>()];
    inner.putSync(1);
    const child = start(runtime, targets.echo, there, back, 1);
    there.putSync([inner, { again: inner }]);
    assertEquals(back.getSync(), [inner, { again: inner }]);
    there.putSync(inner);
    assertStrictEquals(there.getSync(), inner);
    assertStrictEquals(inner.getSync(), 1);
    assertStrictEquals(await child.end(), 0);
  });
}

test("17.2.2.2 Queue.qsize: what was put and not got", () => {
  const q = new Queue<number>();
  const sizes = [q.qsize()];
  for (const item of [1, 2]) {
    q.putSync(item);
    sizes.push(q.qsize());
  }
  for (let i = 0; i < 2; i++) {
    q.getSync();
    sizes.push(q.qsize());
  }
  assertEquals(sizes, [0, 1, 2, 1, 0]);
});

test("17.2.2.2 Queue.get: the timeout is waited for", async () => {
  const q = new Queue<number>();
  const begin = performance.now();
  await assertRejects(() => q.get({ timeout: 200 }), Empty);
  assertGreaterOrEqual(performance.now() - begin, 200);
  assertThrows(() => q.getSync({ timeout: 200 }), Empty);
  assertGreaterOrEqual(performance.now() - begin, 400);
});

test("17.2.2.2 Queue: works in the top-level code of a module that is imported", async () => {
  const { knocked } = await import("./queue_at_import.ts");
  assertStrictEquals(knocked, "knock knock");
});

test("17.2.2.2 Queue.put: what can't be sent is refused with its place, and takes no room", async () => {
  const q = new Queue<unknown>(1);
  assertThrows(() => q.putSync({ a: [1, Symbol("s")] }), DOMException, "item.a[1]");
  await assertRejects(() => q.put([new SharedArrayBuffer(8)]), DOMException, "item");
  assertThrows(() => q.putNowait({ bytes: new WeakMap() }), DOMException, "item.bytes");
  assertEquals([q.qsize(), q.empty(), q.full()], [0, true, false]);
  q.putNowait(true);
  assertStrictEquals(q.qsize(), 1);
  assertStrictEquals(await q.get({ timeout: 1_000 }), true);
  assertStrictEquals(q.empty(), true);
});

test("17.2.2.2 Queue.put: the item is what it was at that moment; transfer moves it", () => {
  const q = new Queue<unknown>();
  const item = { list: [1] };
  q.putSync(item);
  item.list.push(2);
  assertEquals(q.getSync(), { list: [1] });
  const bytes = new Uint8Array(20_000).fill(3);
  q.putSync(transfer(bytes));
  assertStrictEquals(bytes.length, 0);
  assertEquals(q.getSync(), new Uint8Array(20_000).fill(3));
});

test("17.2.2.2 Queue.close: it puts, gets and is sent no more; other ways to it go on", async () => {
  const q = new Queue<unknown>();
  const carrier = new Queue<Queue>();
  await assertRejects(() => q.joinThread(), RuntimeError, "closed");
  q.putSync(1);
  carrier.putSync(q);
  q.close();
  q.close();
  await q.joinThread();
  q.cancelJoinThread();
  assertThrows(() => q.empty(), RangeError, "Queue is closed");
  assertThrows(() => q.putSync(2), RangeError, "is closed");
  assertThrows(() => q.putNowait(2), RangeError, "is closed");
  assertThrows(() => q.getSync(), RangeError, "is closed");
  assertThrows(() => q.getNowait(), RangeError, "is closed");
  await assertRejects(() => q.put(2), RangeError, "is closed");
  await assertRejects(() => q.get(), RangeError, "is closed");
  assertThrows(() => carrier.putSync(q), RangeError, "is closed");
  assertEquals([q.qsize(), q.full(), carrier.qsize()], [1, false, 1]);
});

test("17.2.2.2 Queue.close: ends those who wait here, and an iteration", async () => {
  const [q, full] = [new Queue<number>(), new Queue<number>(1)];
  full.putSync(1);
  const waiting = [assertRejects(() => q.get(), RangeError, "is closed")];
  waiting.push(assertRejects(() => full.put(2), RangeError, "is closed"));
  const items: number[] = [];
  const iterating = (async () => {
    for await (const item of full) items.push(item);
  })();
  await Promise.resolve();
  q.close();
  full.close();
  await Promise.all(waiting);
  await iterating;
  assert(items.length <= 2, String(items));
  for await (const item of full) assert(false, String(item));
});

test("17.2.2.2 Queue: an aborted wait ends with the reason, and takes nothing", async () => {
  const q = new Queue<number>(1);
  const reason = new Error("enough");
  const controller = new AbortController();
  const { signal } = controller;
  const got = assertRejects(() => q.get({ signal }), Error, "enough");
  controller.abort(reason);
  await got;
  q.putSync(1);
  await assertRejects(() => q.put(2, { signal }), Error, "enough");
  assertEquals(drain(q), [1]);
});

test("17.2.2.2 Queue: those who wait in one thread are served first come, first served", async () => {
  const q = new Queue<number>(1);
  const got = [q.get(), q.get(), q.get()];
  const put = [1, 2, 3, 4].map((item) => q.put(item));
  assertEquals(await Promise.all(got), [1, 2, 3]);
  await Promise.all(put);
  assertStrictEquals(q.getSync(), 4);
});

test("17.2.2.2 Queue: bad arguments are refused by name and value", async () => {
  assertThrows(() => new Queue("3" as never), TypeError, "maxsize must be a number, got 3");
  assertThrows(() => new Queue(1.5), RangeError, "maxsize must be an integer, got 1.5");
  const q = new Queue<number>(-3);
  assertStrictEquals(q.full(), false);
  assertThrows(() => q.putSync(1, { timeout: "1" as never }), TypeError, "timeout");
  await assertRejects(() => q.get({ block: 1 as never }), TypeError, "block must be a boolean");
  await assertRejects(() => q.get(5 as never), TypeError, "options must be an object, got 5");
  assertStrictEquals(q.qsize(), 0);
});

test("17.2.2.2 Queue: threads share it as processes do", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const [there, back] = [new Queue<unknown>(), new Queue<unknown>()];
  const running = [
    pool.submit(targets.echo, there, back, values.length),
    pool.submit(targets.echoLater, there, back, values.length),
  ];
  for (const value of [...values, ...values]) {
    there.putSync(value);
    assertEquals(back.getSync(), value);
  }
  for (const call of running) await call;
});

test("17.2.2.2 Queue: a subclass that is marked is sent with its fields", () => {
  const [q, carrier] = [new targets.Named<number>(), new Queue<targets.Named<number>>()];
  q.label = "mine";
  q.putSync(5);
  carrier.putSync(q);
  const same = carrier.getSync();
  assertStrictEquals(same, q);
  assertEquals([same.label, same.getSync()], ["mine", 5]);
  assertNotStrictEquals(new targets.Named(), q);
});
