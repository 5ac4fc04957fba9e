// A queue on its way from its thread into shared memory: what it holds and who waits for it go along.

import { test } from "node:test";
import {
  assertEquals,
  assertGreaterOrEqual,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import {
  Empty,
  Full,
  LifoQueue,
  PriorityQueue,
  Queue,
  ShutDown,
  SimpleQueue,
} from "@weft/concurrency/queue";
import { Thread } from "@weft/concurrency/threading";
import { drain, kinds, outcome, shared, stateOf, turn } from "./support.ts";
import * as targets from "./shared_targets.ts";

const { lookAt } = targets;

/** An abort that can be told by its name. */
function abortable(): { signal: AbortSignal; abort(): void } {
  const controller = new AbortController();
  const reason = Object.assign(new Error(), { name: "aborted" });
  return { signal: controller.signal, abort: () => controller.abort(reason) };
}

for (const { name, order, make } of kinds) {
  test(`17.7 ${name}: its items leave in the same order after the move, here and there`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const [here, there] = [make<number>(), make<number>()];
    for (const q of [here, there]) for (const item of [111, 333, 222]) q.putNowait(item);
    await pool.submit(targets.ignore, here);
    assertEquals(drain(here), order);
    assertEquals(await pool.submit(targets.drain, there), [name, [...order]]);
    assertStrictEquals(there.qsize(), 0);
  });

  test(`17.7 ${name}: bound, unfinished count and shutdown go along`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const q = make<number>(3);
    for (const item of [1, 2, 3]) q.putNowait(item);
    q.getNowait();
    const before = lookAt(q as Queue);
    assertEquals([before.size, before.unfinished, before.closed], [2, 3, false]);
    assertEquals(await pool.submit(targets.look, q), before);
    assertEquals(lookAt(q as Queue), before);
    q.putNowait(4);
    assertThrows(() => q.putNowait(5), Full);
    assertEquals((await pool.submit(targets.look, q)).full, true);

    const closed = make<number>(2);
    closed.putNowait(1);
    closed.shutdown();
    assertEquals((await pool.submit(targets.look, closed)).closed, true);
    assertThrows(() => closed.putNowait(2), ShutDown);
    assertStrictEquals(closed.getNowait(), 1);
    assertThrows(() => closed.getNowait(), ShutDown);
    closed.taskDone();
    assertThrows(() => closed.taskDone(), RangeError);
  });

  test(`17.7 ${name}: more may be done than is unfinished: that goes along, too`, () => {
    const q = make<number>();
    for (const item of [1, 2]) q.putNowait(item);
    q.taskDone();
    q.taskDone();
    shared(q);
    assertEquals([q.qsize(), q.unfinishedTasks], [2, 0]);
    assertThrows(() => q.taskDone(), RangeError);
    q.shutdown({ immediate: true });
    assertEquals([q.qsize(), q.unfinishedTasks], [0, 0]);
  });

  test(`17.7 ${name}: those who wait to get are served by another thread after the move`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const q = make<number>();
    const gets = [q.get(), q.get({ timeout: 60_000 }), q.get({ signal: abortable().signal })];
    await pool.submit(targets.putAll, q, 1, 2, 3);
    assertEquals((await Promise.all(gets)).sort(), [1, 2, 3]);
    assertEquals([q.qsize(), q.unfinishedTasks], [0, 3]);
  });

  test(`17.7 ${name}: those who wait to get still time out, and abort, and take nothing then`, async () => {
    const q = make<number>();
    const { signal, abort } = abortable();
    const start = performance.now();
    const timedOut = q.get({ timeout: 40 });
    const aborted = outcome(q.get({ signal }));
    const patient = q.get();
    await turn();
    shared(q);
    await assertRejects(() => timedOut, Empty);
    assertGreaterOrEqual(performance.now() - start, 39);
    assertStrictEquals(await stateOf(aborted), "pending");
    abort();
    assertStrictEquals(await aborted, "aborted");
    q.putNowait(1);
    assertStrictEquals(await patient, 1);
    assertStrictEquals(q.qsize(), 0);
  });

  test(`17.7 ${name}: the items of those who wait to put arrive in another thread, each once`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const q = make<number>(1);
    q.putNowait(0);
    const puts = [1, 2, 3, 4].map((item) => q.put(item));
    const got = await pool.submit(targets.getSome, q, 5);
    await Promise.all(puts);
    assertEquals(got, [0, 1, 2, 3, 4]);
    assertEquals([q.qsize(), q.unfinishedTasks], [0, 5]);
  });

  test(`17.7 ${name}: those who wait to put still time out, and abort, and put nothing then`, async () => {
    const q = make<number>(1);
    q.putNowait(0);
    const { signal, abort } = abortable();
    const start = performance.now();
    const timedOut = q.put(1, { timeout: 40 });
    const aborted = outcome(q.put(2, { signal }));
    const patient = q.put(3);
    shared(q);
    await assertRejects(() => timedOut, Full);
    assertGreaterOrEqual(performance.now() - start, 39);
    abort();
    assertStrictEquals(await aborted, "aborted");
    assertStrictEquals(await stateOf(patient), "pending");
    assertStrictEquals(q.getNowait(), 0);
    await patient;
    assertEquals([drain(q), q.unfinishedTasks], [[3], 2]);
  });

  test(`17.7 ${name}: one who joins is released by the taskDone of another thread; one who gave up is not`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const q = make<number>();
    q.putNowait(1);
    const { signal, abort } = abortable();
    const join = q.join();
    const aborted = outcome(q.join({ signal }));
    shared(q);
    abort();
    assertStrictEquals(await aborted, "aborted");
    assertStrictEquals(await stateOf(join), "pending");
    await pool.submit(targets.ending, q as Queue, { call: "taskDone" });
    await join;
  });

  for (const immediate of [false, true]) {
    test(`17.7 ${name}: a shutdown right after the move ends all who wait (immediate: ${immediate})`, async () => {
      const [empty, full] = [make<number>(), make<number>(1)];
      full.putNowait(1);
      const waits = [empty.get(), empty.get({ timeout: 60_000 }), full.put(2)].map(
        outcome<unknown>,
      );
      for (const q of [empty, full]) {
        shared(q);
        q.shutdown({ immediate });
      }
      assertEquals(await Promise.all(waits), ["ShutDown", "ShutDown", "ShutDown"]);
      assertStrictEquals(full.qsize(), immediate ? 0 : 1);
    });
  }

  test(`17.7 ${name}: an iteration that waits goes on after the move`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const q = make<number>();
    const seen: number[] = [];
    const consumer = (async () => {
      for await (const item of q) seen.push(item);
    })();
    await pool.submit(targets.putAll, q, 1, 2, 3);
    q.shutdown();
    await consumer;
    assertEquals(seen.sort(), [1, 2, 3]);
  });

  test(`17.7 ${name}: no listener is left at the signal of a wait that has moved`, async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: unknown[]) => {
      listeners++;
      addEventListener.apply(signal, args as never);
    };
    signal.removeEventListener = (...args: unknown[]) => {
      listeners--;
      removeEventListener.apply(signal, args as never);
    };
    const q = make<number>();
    const get = q.get({ signal });
    shared(q);
    await turn();
    assertStrictEquals(listeners, 1);
    q.putNowait(1);
    await get;
    assertStrictEquals(listeners, 0);
  });

  test(`17.7 ${name}: sent twice, it is one queue there; sent back, it is the very one`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const q = make<number>();
    assertStrictEquals(await pool.submit(targets.areSame, q, q), true);
    await pool.submit(targets.keepQueue, q as Queue);
    assertStrictEquals(await pool.submit(targets.isKept, q as Queue), true);
    assertStrictEquals(await pool.submit(targets.give, q), q);
    const deep = await pool.submit(targets.give, { map: new Map([[q, [q]]]) }) as {
      map: Map<unknown, unknown[]>;
    };
    assertStrictEquals(deep.map.get(q)![0], q);
  });
}

test("17.7 SimpleQueue: items, and those who wait, go along", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const full = new SimpleQueue<number>();
  for (const item of [3, 1, 2]) full.putNowait(item);
  assertEquals(await pool.submit(targets.drain, full), ["SimpleQueue", [3, 1, 2]]);
  const empty = new SimpleQueue<number>();
  const gets = [empty.get(), empty.get({ timeout: 60_000 }), empty.get()];
  const timedOut = empty.get({ timeout: 5 });
  shared(empty);
  await assertRejects(() => timedOut, Empty);
  await pool.submit(targets.putAll, empty, 1, 2, 3);
  assertEquals(await Promise.all(gets), [1, 2, 3]);
  assertStrictEquals(await pool.submit(targets.give, empty), empty);
});

test("17.7 a queue that a thread has made is the same one where it arrives", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const q = await pool.submit(targets.makeQueue, 1, 2);
  assertEquals([q.getNowait(), await pool.submit(targets.getKept), q.qsize()], [1, 2, 0]);
  assertStrictEquals(await pool.submit(targets.isKept, q as Queue), true);
});

test("17.7 a queue gets there as argument of a Thread, item of a queue and property of an instance", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const inner = new LifoQueue<number>();
  for (const item of [1, 2]) inner.putNowait(item);
  const outer = new Queue<unknown>();
  outer.putNowait({ inner });
  const job = Object.assign(new targets.Job(1, "job"), { outer });
  const back = await pool.submit(targets.give, job) as typeof job;
  assertStrictEquals(back.outer, outer);
  const item = outer.getNowait() as { inner: unknown };
  assertStrictEquals(item.inner, inner);
  const thread = new Thread({ target: targets.putAll, args: [inner, 3] });
  thread.start();
  await thread.join();
  assertEquals(drain(inner), [3, 2, 1]);
});

test("17.7 a marked subclass crosses as itself, with its properties", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const q = new targets.Ledger(5);
  q.owner = "somebody";
  for (const item of [1, 2, 3]) q.putNowait(item);
  assertStrictEquals(await pool.submit(targets.takeTwo, q), "somebody: 3");
  assertEquals([q.qsize(), q.maxsize], [1, 5]);
  assertStrictEquals(await pool.submit(targets.give, q), q);
});

test("17.7 queues that hold each other move together", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const [a, b] = [new Queue<unknown>(), new PriorityQueue<unknown>()];
  a.putNowait(b);
  b.putNowait([1, a]);
  await pool.submit(targets.ignore, a);
  assertStrictEquals(a.getNowait(), b);
  assertStrictEquals((b.getNowait() as unknown[])[1], a);
});

test("17.7 after the move a blocking call waits, and does not say that it would deadlock", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const q = new Queue<number>(1);
  assertThrows(() => q.getSync(), Error, "deadlock");
  const running = pool.submit(targets.countSync, q, 0, 5);
  assertEquals(Array.from({ length: 5 }, () => q.getSync()), [0, 1, 2, 3, 4]);
  await running;
});
