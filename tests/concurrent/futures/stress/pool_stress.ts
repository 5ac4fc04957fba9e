// Long runs of everything at once: `npm run stress`. Each part has its own share of a minute.
import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import {
  asCompleted,
  type Future,
  ThreadPoolExecutor,
  wait,
  waitSync,
} from "@weft/concurrency/concurrent/futures";
import * as target from "../targets.ts";
import * as stress from "./targets.ts";

const words = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));
const range = (length: number) => Array.from({ length }, (_, i) => i);

/** The same numbers in every run, so that a failure can be repeated. */
function random(seed: number): () => number {
  return () => (seed = (Math.imul(seed, 48271) >>> 0) % 2147483647) / 2147483647;
}

test("stress: 200,000 tasks over 4 threads run exactly once unless cancelled, and then never", {
  timeout: 60_000,
}, async () => {
  const total = 200_000;
  const batch = 4_000;
  const dice = random(1);
  const runs = words(total);
  await using pool = new ThreadPoolExecutor(4);
  let cancelled = 0;
  for (let from = 0; from < total; from += batch) {
    const futures = range(batch).map((i) => submitOne(pool, runs, from + i));
    const taken = new Set(futures.filter((future) => dice() < 0.1 && future.cancel()));
    if (dice() < 0.3) blockOn(futures[Math.floor(dice() * batch)]!);
    const results = await Promise.allSettled(futures);
    results.forEach((result, i) => {
      const at = from + i;
      const once = taken.has(futures[i]!) ? 0 : 1;
      if (Atomics.load(runs, at) !== once) throw new Error(`task ${at}: ${runs[at]} runs`);
      assertEquals(result.status, once === 1 && at % 4 !== 1 ? "fulfilled" : "rejected");
      if (at % 4 === 1 && once === 1) {
        assertEquals((result as PromiseRejectedResult).reason.message, `task ${at}`);
      }
    });
    cancelled += taken.size;
  }
  assert(cancelled > 0);
  assertEquals(runs.reduce((a, b) => a + b), total - cancelled);
});

// In between, the thread that owns the pool blocks.
function blockOn(future: Future<unknown>): void {
  if (!future.cancelled()) future.exceptionSync({ timeout: 20_000 });
}

// Blocking, asynchronous, failing, and with a result that needs a message.
function submitOne(pool: ThreadPoolExecutor, runs: Int32Array, i: number): Future<unknown> {
  switch (i % 4) {
    case 0:
      return pool.submit(target.count, runs, i) as Future<unknown>;
    case 1:
      return pool.submit(target.countAndFail, runs, i) as Future<unknown>;
    case 2:
      return pool.submit(stress.countLater, runs, i) as Future<unknown>;
    default:
      return pool.submit(stress.countWithMessage, runs, i) as Future<unknown>;
  }
}

test("stress: several pools at once, waited for in every way", { timeout: 60_000 }, async () => {
  const pools = range(4).map((k) => new ThreadPoolExecutor(1 + k % 3));
  const n = 2_000;
  const expected = n * (n - 1) / 2;
  for (let round = 0; round < 5; round++) {
    const futures = pools.map((pool) =>
      range(n).map((i) => pool.submit(target.identity<number>, i))
    );
    const sums = await Promise.all([
      (async () => {
        let sum = 0;
        for await (const future of asCompleted(futures[0]!)) sum += future.resultSync();
        return sum;
      })(),
      wait(futures[1]!).then(({ done }) => [...done].reduce((a, f) => a + f.resultSync(), 0)),
      Promise.all(futures[2]!).then((results) => results.reduce((a, b) => a + b)),
      [...waitSync(futures[3]!).done].reduce((a, f) => a + f.resultSync(), 0),
    ]);
    assertEquals(sums, Array(4).fill(expected));
    let sum = 0;
    for (const pool of pools) {
      for (const i of range(200)) sum += pool.submit(target.identity<number>, i).resultSync();
    }
    assertEquals(sum, 4 * 199 * 100);
  }
  await Promise.all(pools.map((pool) => pool.shutdown()));
});

test("stress: pools inside tasks, blocking and asynchronous", { timeout: 60_000 }, async () => {
  await using pool = new ThreadPoolExecutor(3);
  for (let round = 0; round < 10; round++) {
    const futures = range(6).map((i) =>
      pool.submit(i % 2 ? stress.innerSum : stress.innerSumSync, 200)
    );
    for (const sum of await Promise.all(futures)) assertEquals(sum, 199 * 100);
  }
});

test("stress: pools made, used and shut down in every way", { timeout: 60_000 }, async () => {
  const dice = random(7);
  for (let round = 0; round < 300; round++) {
    const pool = new ThreadPoolExecutor(1 + Math.floor(dice() * 4));
    const tasks = Math.floor(dice() * 300);
    const runs = words(tasks + 1);
    const futures = range(tasks).map((i) => pool.submit(target.count, runs, i));
    if (dice() < 0.3) { for (const future of futures) if (dice() < 0.5) future.cancel(); }
    const cancelFutures = dice() < 0.3;
    if (dice() < 0.5) await pool.shutdown({ wait: false, cancelFutures });
    if (dice() < 0.5) waitSync(futures);
    await pool.shutdown({ cancelFutures });
    futures.forEach((future, i) => {
      assert(future.done());
      assertEquals(runs[i], future.cancelled() ? 0 : 1);
    });
  }
});
