// Queues between threads that wait for each other, blocking and asynchronously.

import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { type Future, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { Empty, Full, Queue } from "@weft/concurrency/queue";
import { Thread } from "@weft/concurrency/threading";
import { lull, until } from "../threading/sync_threads.ts";
import { drain, kinds, stateOf } from "./support.ts";
import * as targets from "./shared_targets.ts";
import type { Call, Ended } from "./shared_targets.ts";

function word(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** Both ways to wait, as targets. */
const ways = [
  {
    title: "blocking",
    sync: "Sync",
    add: targets.addSync as unknown as typeof targets.add,
    count: targets.countSync as unknown as typeof targets.count,
    collect: targets.collectSync as unknown as typeof targets.collect,
  },
  {
    title: "asynchronous",
    sync: "",
    add: targets.add,
    count: targets.count,
    collect: targets.collect,
  },
] as const;

/** Calls in other threads, which have begun and had time to wait. */
async function begun(
  pool: ThreadPoolExecutor,
  q: Queue<unknown>,
  ...calls: Call[]
): Promise<Future<Ended>[]> {
  const started = word();
  const running = calls.map((call) => pool.submit(targets.ending, q, call, started));
  await until(() => Atomics.load(started, 0) === calls.length);
  await lull();
  return running;
}

/** What has come of them. */
async function ends(running: Future<Ended>[]): Promise<unknown[]> {
  return (await Promise.all(running)).map(({ what }) => what);
}

for (const { title, sync, add, count, collect } of ways) {
  // The example of Python's documentation.
  test(`17.7.1 ${title}: workers, join and shutdown`, async () => {
    const q = new Queue<number>();
    const sum = word();
    const threads = Array.from({ length: 3 }, () => new Thread({ target: add, args: [q, sum] }));
    for (const thread of threads) thread.start();
    for (let i = 0; i < 1000; i++) await q.put(i);
    await q.join();
    assertEquals([sum[0], q.qsize(), q.unfinishedTasks], [499_500, 0, 0]);
    for (let i = 0; i < 1000; i++) q.putSync(i);
    q.joinSync();
    assertStrictEquals(sum[0], 999_000);
    q.shutdown();
    for (const thread of threads) await thread.join();
  });

  test(`17.7 ${title}: threads produce and consume while the main thread computes`, async () => {
    await using pool = new ThreadPoolExecutor(2);
    const q = new Queue<number>(10);
    const done = word();
    const consuming = pool.submit(collect, q, done);
    await until(() => consuming.running());
    const producing = pool.submit(count, q, 0, 3000);
    await until(() => producing.running());
    const end = performance.now() + 15_000;
    while (Atomics.load(done, 0) < 3000 && performance.now() < end);
    assertStrictEquals(Atomics.load(done, 0), 3000);
    await producing;
    q.shutdown();
    assertEquals(await consuming, Array.from({ length: 3000 }, (_, i) => i));
  });

  test(`17.7 ${title}: a bounded queue holds a producer up until somebody takes`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const q = new Queue<number>(2);
    const producing = pool.submit(count, q, 0, 5);
    await until(() => q.full());
    await lull();
    assertEquals([q.qsize(), producing.done()], [2, false]);
    assertStrictEquals(await q.get(), 0);
    await until(() => q.unfinishedTasks === 3);
    await lull();
    assertEquals([q.qsize(), producing.done()], [2, false]);
    assertEquals([q.getSync(), q.getSync(), q.getSync(), q.getSync()], [1, 2, 3, 4]);
    await producing;
  });

  test(`17.7 ${title}: threads share the items, each is got once, those of one producer in order`, async () => {
    await using pool = new ThreadPoolExecutor(5);
    const q = new Queue<number>(20);
    const running = [1, 2, 3].map(() => pool.submit(collect, q, word()));
    const here: number[] = [];
    const consumer = (async () => {
      for await (const item of q) here.push(item);
    })();
    const producing = [1000, 2000].map((from) => pool.submit(count, q, from, from + 1000));
    for (let i = 0; i < 1000; i++) await q.put(i);
    await Promise.all(producing);
    q.shutdown();
    await consumer;
    const items = [here, ...await Promise.all(running)];
    for (const own of items) {
      for (const from of [0, 1000, 2000]) {
        const some = own.filter((item) => item >= from && item < from + 1000);
        assertEquals(some, some.toSorted((a, b) => a - b));
      }
    }
    assertEquals(
      items.flat().sort((a, b) => a - b),
      Array.from({ length: 3000 }, (_, i) => i),
    );
  });

  for (const { name, make } of kinds) {
    for (const immediate of [false, true]) {
      test(`17.7.1 ${title}: ${name}.shutdown wakes those in other threads (immediate: ${immediate})`, async () => {
        await using pool = new ThreadPoolExecutor(3);
        const empty = make<unknown>();
        const gets = await begun(
          pool,
          empty,
          { call: `get${sync}` },
          { call: `get${sync}`, timeout: 60_000 },
        );
        empty.shutdown({ immediate });
        assertEquals(await ends(gets), ["ShutDown", "ShutDown"]);

        const full = make<unknown>(1);
        full.putNowait(1);
        const waits = await begun(
          pool,
          full,
          { call: `put${sync}`, item: 2 },
          { call: `put${sync}`, item: 2, timeout: 60_000 },
          { call: `join${sync}` },
        );
        full.shutdown({ immediate });
        assertEquals(await ends(waits.slice(0, 2)), ["ShutDown", "ShutDown"]);
        if (!immediate) {
          assertEquals([waits[2]!.done(), full.getNowait()], [false, 1]);
          full.taskDone();
        }
        assertEquals(await ends(waits.slice(2)), [undefined]);
        assertThrows(() => full.getNowait(), Error, "shut down");
      });
    }
  }

  test(`17.7.1 ${title}: the shutdown by another thread ends those who wait here`, async () => {
    const q = new Queue<number>();
    const get = q.get();
    const thread = new Thread({ target: targets.close, args: [q] });
    thread.start();
    if (sync === "Sync") assertThrows(() => q.getSync(), Error, "shut down");
    await assertRejects(() => get, Error, "shut down");
    await thread.join();
  });

  test(`17.7.1 ${title}: join waits for the taskDone of all threads, and is there for several`, async () => {
    await using pool = new ThreadPoolExecutor(2);
    const q = new Queue<unknown>();
    for (const item of [1, 2, 3]) q.putNowait(item);
    const joins = await begun(pool, q, { call: `join${sync}` });
    const here = q.join();
    q.taskDone();
    await pool.submit(targets.ending, q, { call: "taskDone" });
    await lull();
    assertEquals([joins[0]!.done(), await stateOf(here)], [false, "pending"]);
    assertStrictEquals(q.unfinishedTasks, 1);
    await pool.submit(targets.ending, q, { call: "taskDone" });
    assertEquals(await ends(joins), [undefined]);
    await here;
    q.joinSync();
  });

  test(`17.7.1 ${title}: a timeout holds in another thread: Empty and Full, not before the deadline`, async () => {
    await using pool = new ThreadPoolExecutor(2);
    const [empty, full] = [new Queue<unknown>(), new Queue<unknown>(1)];
    full.putNowait(1);
    const [get, put] = await Promise.all([
      pool.submit(targets.ending, empty, { call: `get${sync}`, timeout: 60 }),
      pool.submit(targets.ending, full, { call: `put${sync}`, item: 2, timeout: 60 }),
    ]);
    assertEquals([get.what, put.what], ["Empty", "Full"]);
    for (const { took } of [get, put]) {
      assertGreaterOrEqual(took, 59);
      assertLess(took, 10_000);
    }
    assertEquals([empty.qsize(), drain(full), full.unfinishedTasks], [0, [1], 1]);
  });

  test(`17.7.1 ${title}: a wait with a limit ends by what another thread does in time`, async () => {
    await using pool = new ThreadPoolExecutor(2);
    const [empty, full] = [new Queue<unknown>(), new Queue<unknown>(1)];
    full.putNowait(1);
    const [get] = await begun(pool, empty, { call: `get${sync}`, timeout: 60_000 });
    const [put] = await begun(pool, full, { call: `put${sync}`, item: 2, timeout: 60_000 });
    empty.putNowait("item");
    assertStrictEquals(full.getNowait(), 1);
    assertEquals(await ends([get!, put!]), ["item", undefined]);
    assertStrictEquals(full.getNowait(), 2);
  });
}

test("17.7.1 blocked threads wait longer than a second, too", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const [empty, full] = [new Queue<unknown>(), new Queue<unknown>(1)];
  full.putNowait(1);
  const running = [
    pool.submit(targets.ending, empty, { call: "getSync", timeout: 1_300 }),
    pool.submit(targets.ending, full, { call: "putSync", item: 2, timeout: 1_300 }),
  ];
  assertEquals(await ends(running), ["Empty", "Full"]);
  for (const { took } of await Promise.all(running)) assertGreaterOrEqual(took, 1_299);
});

test("17.7 items with shared memory pass while the main thread computes", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const q = new Queue<Int32Array>(4);
  const words = word();
  // The first one starts what keeps such items, for which the main thread is needed.
  q.putNowait(words);
  await pool.submit(targets.addToWords, q, 1);
  const consuming = pool.submit(targets.addToWords, q, 200);
  await until(() => consuming.running());
  const producing = pool.submit(targets.putWords, q, words, 200);
  await until(() => producing.running());
  const end = performance.now() + 15_000;
  while (Atomics.load(words, 0) < 201 && performance.now() < end);
  assertStrictEquals(Atomics.load(words, 0), 201);
  await Promise.all([consuming, producing]);
});

test("17.7.1 a taskDone too often is a RangeError in every thread", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const q = new Queue<unknown>();
  q.putNowait(1);
  const done = () => pool.submit(targets.ending, q, { call: "taskDone" });
  assertStrictEquals((await done()).what, undefined);
  assertStrictEquals((await done()).what, "RangeError");
  assertThrows(() => q.taskDone(), RangeError, "too many times");
  q.joinSync();
});

test("17.7.1 what another thread does to a queue is seen here at once", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const q = new Queue<unknown>(2);
  await pool.submit(targets.putAll, q, 1, 2);
  assert(q.full());
  assertThrows(() => q.putNowait(3), Full);
  assertEquals(targets.lookAt(q), await pool.submit(targets.look, q));
  await pool.submit(targets.getSome, q, 2);
  assert(q.empty());
  assertThrows(() => q.getNowait(), Empty);
  await pool.submit(targets.close, q);
  assert(q.isShutdown);
});

test("17.7 blocking and asynchronous waiters of several threads wait for one queue together", async () => {
  await using pool = new ThreadPoolExecutor(4);
  const q = new Queue<unknown>();
  const gets = await begun(
    pool,
    q,
    { call: "get" },
    { call: "getSync" },
    { call: "get" },
    { call: "getSync" },
  );
  const here = [q.get(), q.get()];
  for (let i = 0; i < 6; i++) q.putNowait(i);
  const got = [...await ends(gets), ...await Promise.all(here)];
  assertEquals(got.sort(), [0, 1, 2, 3, 4, 5]);
  assertStrictEquals(q.qsize(), 0);
});

test("17.7 a queue goes on when the thread that made it has ended", async () => {
  const there = new Queue<Queue<number>>();
  const maker = new Thread({ target: targets.sendNew, args: [there, 1, 2, 3] });
  maker.start();
  const q = await there.get();
  await maker.join();
  assertEquals([q.getNowait(), await q.get(), q.getSync()], [1, 2, 3]);
  q.putNowait(4);
  await using pool = new ThreadPoolExecutor(1);
  assertEquals(await pool.submit(targets.drain, q as Queue), ["Queue", [4]]);
});
