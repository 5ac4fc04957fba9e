// Pools of processes under load: counted work, each part well below 20 seconds.
import { test } from "node:test";
import process from "node:process";
import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import {
  asCompleted,
  BrokenProcessPool,
  CancelledError,
  type Future,
  ProcessPoolExecutor,
  wait,
  waitSync,
} from "@weft/concurrency/concurrent/futures";
import { activeChildren, getContext, RawArray } from "@weft/concurrency/multiprocessing";
import { randomSource } from "../../../support/random.ts";
import { descriptors, exists, gone, newDescriptors, startThreads } from "../process_gates.ts";
import { addUp, count, countAt, giveBack, keepRuns } from "../process_targets.ts";
import { divide, later, multiply } from "../targets.ts";

const range = (length: number) => Array.from({ length }, (_, i) => i);
const limit = { timeout: 60_000 };
/** Numbers between 0 and 1, the same for the same seed. */
function seeded(seed: number): () => number {
  const random = randomSource(seed);
  return () => random(2 ** 30) / 2 ** 30;
}
/** Processes that wait to be started, of the method "forkserver"; each has a descriptor. */
const SPARES = 2;

test(
  "stress: workers killed by SIGKILL amid 5,000 tasks, every future settles",
  limit,
  async () => {
    const seed = Date.now();
    const dice = seeded(seed);
    const tasks = 250;
    let before = 0;
    await startThreads();
    for (let round = 0; round < 20; round++) {
      const text = `seed ${seed}, round ${round}`;
      const others = new Set(activeChildren());
      const pool = new ProcessPoolExecutor({
        maxWorkers: 3,
        mpContext: getContext(round % 2 === 0 ? "forkserver" : "spawn"),
        maxTasksPerChild: dice() < 0.3 ? 50 : undefined,
      });
      const big = "x".repeat(dice() < 0.5 ? 10 : 30_000);
      const calls = RawArray("i", 1);
      const futures = range(tasks).map((i): Future<unknown> => {
        if (i % 40 === 39) return pool.submit(count, calls);
        if (i % 3 === 0) return pool.submit(multiply, i, 2);
        return i % 3 === 1 ? pool.submit(giveBack, { i, big }) : pool.submit(later, i);
      });
      const started = activeChildren().filter((child) => !others.has(child)).map(({ pid }) => pid!);
      const victim = started[Math.floor(dice() * started.length)]!;
      const after = Math.floor(dice() * 1.2 * tasks);
      if (after < tasks) await futures[after]!.exception();
      try {
        process.kill(victim, "SIGKILL");
      } catch {
        // Replaced already.
      }
      if (dice() < 0.3) waitSync(futures, { timeout: 10_000 });
      const { notDone } = await wait(futures, { timeout: 10_000 });
      assertEquals(notDone.size, 0, text);
      for (const [i, future] of futures.entries()) {
        const error = future.exceptionSync();
        if (error !== null) assertInstanceOf(error, BrokenProcessPool, text);
        else if (i % 40 === 39) assert(future.resultSync() as number > 0, text);
        else if (i % 3 === 0) assertEquals(future.resultSync(), 2 * i, text);
        else assertEquals(future.resultSync(), i % 3 === 1 ? { i, big } : i, text);
      }
      await pool.shutdown();
      assertEquals(started.filter(exists), [], text);
      if (round === 3) before = descriptors();
    }
    assertEquals(await newDescriptors(before + SPARES), 0, `seed ${seed}`);
  },
);

test("stress: 20,000 tasks, each once and with its result", limit, async () => {
  await using pool = new ProcessPoolExecutor(2);
  const runs = RawArray("i", 1);
  const twice = await Array.fromAsync(pool.map(multiply, range(8000), range(8000)));
  twice.forEach((result, i) => assert(result === i * i, `${i}: ${result}`));
  const objects = range(4000).map((i) => ({ i, text: `number ${i}` }));
  assertEquals(await Array.fromAsync(pool.map(giveBack, objects)), objects);
  const chunks = pool.map(giveBack, objects, { chunksize: 64 });
  assertEquals(await Array.fromAsync(chunks), objects);
  const failing = range(3000).map((i) => pool.submit(divide, i, i % 7));
  let failed = 0;
  for await (const future of asCompleted(failing)) if (future.exceptionSync() !== null) failed++;
  assertEquals(failed, Math.ceil(3000 / 7));
  const counted = await Promise.all(range(1000).map(() => pool.submit(count, runs)));
  assertEquals(new Set(counted).size, 1000);
});

test("stress: values of 10 MiB, both ways at once", limit, async () => {
  for (const method of ["spawn", "forkserver"] as const) {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 2, mpContext: getContext(method) });
    const values = range(8).map((i) => new Uint8Array(10 << 20).fill(i + 1));
    const futures = values.map((value) => pool.submit(giveBack, value));
    for (const [i, future] of futures.entries()) {
      const value = (i % 2 === 0 ? await future : future.resultSync()) as Uint8Array;
      assertEquals([value.length, addUp(value)], [10 << 20, addUp(values[i]!)]);
    }
  }
});

test("stress: tasks cancelled at any moment run once or never", limit, async () => {
  const seed = Date.now();
  const dice = seeded(seed);
  const total = 6000;
  const runs = RawArray("i", total) as unknown as Int32Array;
  await using pool = new ProcessPoolExecutor({
    maxWorkers: 3,
    initializer: keepRuns,
    initargs: [runs],
  });
  for (let from = 0; from < total; from += 600) {
    const futures = range(600).map((i) =>
      dice() < 0.5 ? pool.submit(countAt, from + i) : pool.submit(countAt, from + i, `${i}`)
    );
    if (dice() < 0.5) await futures[Math.floor(dice() * 100)];
    const taken = new Set(futures.filter((future) => dice() < 0.3 && future.cancel()));
    if (dice() < 0.5) waitSync(futures, { timeout: 10_000 });
    const { notDone } = await wait(futures, { timeout: 10_000 });
    assertEquals(notDone.size, 0, `seed ${seed}`);
    futures.forEach((future, i) => {
      const cancelled = taken.has(future);
      assertEquals(
        [future.cancelled(), runs[from + i]],
        [cancelled, cancelled ? 0 : 1],
        `seed ${seed}`,
      );
      if (cancelled) assertThrows(() => future.exceptionSync(), CancelledError);
    });
  }
});

test("stress: pools made, used and ended in every way leave nothing", limit, async () => {
  const seed = Date.now();
  const dice = seeded(seed);
  const pids = new Set<number>();
  let before = 0;
  await startThreads();
  for (let round = 0; round < 20; round++) {
    const others = new Set(activeChildren());
    const maxTasksPerChild = dice() < 0.3 ? 1 + Math.floor(dice() * 5) : undefined;
    const mpContext = getContext("forkserver");
    const maxWorkers = 1 + Math.floor(dice() * 3);
    const pool = new ProcessPoolExecutor({ maxWorkers, mpContext, maxTasksPerChild });
    const tasks = Math.floor(dice() * (maxTasksPerChild === undefined ? 300 : 8));
    const futures = range(tasks).map((i) => pool.submit(multiply, i, i));
    for (const child of activeChildren()) if (!others.has(child)) pids.add(child.pid!);
    if (dice() < 0.3) { for (const future of futures) if (dice() < 0.5) future.cancel(); }
    if (dice() < 0.3) waitSync(futures, { timeout: dice() * 50 });
    const end = dice();
    if (end < 0.2) pool.killWorkers();
    else if (end < 0.4) pool.terminateWorkers();
    const cancelFutures = dice() < 0.3;
    if (dice() < 0.5) await pool.shutdown({ wait: false, cancelFutures });
    await pool.shutdown({ cancelFutures });
    for (const future of futures) assert(future.done(), `seed ${seed}, round ${round}`);
    if (round === 5) before = descriptors();
  }
  for (const pid of pids) await gone(pid, 1000);
  assertEquals(await newDescriptors(before + SPARES), 0, `seed ${seed}`);
});
