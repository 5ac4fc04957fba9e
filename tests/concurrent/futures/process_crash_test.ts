import { test } from "node:test";
import process from "node:process";
import { fileURLToPath } from "node:url";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  BrokenExecutor,
  BrokenProcessPool,
  type Future,
  ProcessPoolExecutor,
  RuntimeError,
  TimeoutError,
  waitSync,
} from "@weft/concurrency/concurrent/futures";
import {
  activeChildren,
  getContext,
  RawArray,
  Semaphore,
  setExecutable,
} from "@weft/concurrency/multiprocessing";
import { captureStderr } from "../../support/stderr.ts";
import { runProgram } from "../../support/run.ts";
import {
  endless,
  exportless,
  malformed,
  missing,
  returnHostile,
  returnUnclonable,
  throwing,
  throwValue,
} from "./crash_targets.ts";
import {
  busyPool,
  descriptors,
  exists,
  gone,
  newDescriptors,
  startThreads,
} from "./process_gates.ts";
import * as target from "./process_crash_targets.ts";
import { count, giveBack, pid } from "./process_targets.ts";
import { adder, multiply } from "./targets.ts";

const isDeno = "Deno" in globalThis;
const range = (length: number) => Array.from({ length }, (_, i) => i);
/** Milliseconds within which everything settles when a worker has died. */
const SOON = 2000;

/** A pool with one worker, which runs. */
async function startedPool(maxWorkers = 1): Promise<{ pool: ProcessPoolExecutor; worker: number }> {
  const pool = new ProcessPoolExecutor(maxWorkers);
  return { pool, worker: await pool.submit(pid) };
}

/** The pool is broken by the death of a worker, and all of it is gone. */
async function assertBroken(
  pool: ProcessPoolExecutor,
  future: Future<unknown>,
  exitcode: number | undefined,
): Promise<BrokenProcessPool> {
  const error = await assertRejects(() => future.result({ timeout: SOON }), BrokenProcessPool);
  assertInstanceOf(error, BrokenExecutor);
  assertInstanceOf(error, RuntimeError);
  assertEquals([error.name, error.exitcode], ["BrokenProcessPool", exitcode]);
  assertThrows(() => pool.submit(multiply, 1, 1), BrokenProcessPool, "can't be used any more");
  await pool.shutdown();
  return error;
}

// A worker dies

for (const [signal, number] of [["SIGKILL", 9], ["SIGSEGV", 11], ["SIGTERM", 15]] as const) {
  test(`crash: a worker that dies of ${signal} in a task breaks the pool`, async () => {
    const { pool, worker } = await startedPool(2);
    const error = await assertBroken(pool, pool.submit(target.killSelf, signal), -number);
    assertStringIncludes(error.message, `signal ${number}`);
    assertEquals(exists(worker), false);
  });
}

test("crash: process.exit in a task breaks the pool, with the exit status", async () => {
  for (const code of [0, 3]) {
    const { pool } = await startedPool();
    const error = await assertBroken(pool, pool.submit(target.exitNow, code), code);
    assertStringIncludes(error.message, `exited with ${code}`);
  }
});

test("crash: Deno.exit in a task breaks the pool", { skip: !isDeno }, async () => {
  const { pool } = await startedPool();
  await assertBroken(pool, pool.submit(target.denoExitNow, 4), 4);
});

test("crash: a worker that is killed in a task, and all futures of the pool settle", async () => {
  const before = new Set(activeChildren());
  const { pool, blocked } = busyPool(2);
  const others = range(1000).map((i) =>
    i % 100 === 0 ? pool.submit(giveBack, new Semaphore(1)) : pool.submit(multiply, i, i)
  ) as Future<unknown>[];
  const started = activeChildren().filter((child) => !before.has(child));
  const children = started.map(({ pid }) => pid!);
  const start = performance.now();
  process.kill(children[0]!, "SIGKILL");
  for (const future of [...blocked, ...others]) {
    const error = await assertRejects(() => future.result({ timeout: SOON }), BrokenProcessPool);
    assertEquals(error.exitcode, -9);
  }
  const took = performance.now() - start;
  assert(took < SOON, `${took} ms`);
  await pool.shutdown();
  assertEquals(children.filter(exists), []);
});

test("crash: a worker that dies while the owner blocks is noticed", () => {
  const pool = new ProcessPoolExecutor(1);
  const future = pool.submit(target.killSelf, "SIGKILL");
  const start = performance.now();
  assertThrows(() => future.resultSync({ timeout: 10_000 }), BrokenProcessPool);
  const more = assertThrows(() => pool.submit(multiply, 1, 1), BrokenProcessPool);
  assertEquals(more.exitcode, -9);
  assert(performance.now() - start < 10_000);
});

test("crash: a worker that is killed as it starts breaks the pool", async () => {
  for (const mpContext of [getContext("spawn"), getContext("forkserver")]) {
    const before = new Set(activeChildren());
    const pool = new ProcessPoolExecutor({ maxWorkers: 1, mpContext });
    const futures = range(100).map((i) => pool.submit(multiply, i, i));
    const [child] = activeChildren().filter((child) => !before.has(child));
    process.kill(child!.pid!, "SIGKILL");
    for (const future of futures) {
      await assertRejects(() => future.result({ timeout: SOON }), BrokenProcessPool);
    }
    await assertBroken(pool, futures[0]!, -9);
  }
});

test("crash: a worker that is killed while it is idle breaks the pool", async () => {
  const { pool, worker } = await startedPool(3);
  process.kill(worker, "SIGKILL");
  await gone(worker);
  // Refused at once, or a moment later.
  const submit = async () => await pool.submit(multiply, 1, 1).result({ timeout: SOON });
  const error = await assertRejects(submit, BrokenProcessPool);
  assertEquals(error.exitcode, -9);
  assertThrows(() => pool.submit(multiply, 1, 1), BrokenProcessPool);
  await pool.shutdown();
});

test("crash: a worker that is killed while it is idle, and others work, breaks the pool", async () => {
  const pool = new ProcessPoolExecutor(2);
  const begun = new Semaphore(0);
  const blocked = pool.submit(target.beginAndBlock, begun);
  begun.acquireSync();
  const idle = await pool.submit(pid);
  process.kill(idle, "SIGKILL");
  await assertBroken(pool, blocked, -9);
});

test("crash: a worker that dies between two tasks of many, all settle", async () => {
  const { pool, worker } = await startedPool(2);
  const futures = range(400).map((i) => pool.submit(giveBack, { i }));
  await futures[50];
  process.kill(worker, "SIGKILL");
  const results = await Promise.allSettled(
    futures.map((future) => future.result({ timeout: SOON })),
  );
  results.forEach((result, i) => {
    if (result.status === "fulfilled") assertEquals(result.value, { i });
    else assertInstanceOf(result.reason, BrokenProcessPool);
  });
  await pool.shutdown();
});

test("crash: a worker that dies amid a big result, or a big argument, breaks the pool", async () => {
  const big = new Uint8Array(20 << 20);
  for (const direction of ["argument", "result"]) {
    const { pool, worker } = await startedPool();
    process.kill(worker, "SIGSTOP");
    const future = direction === "argument"
      ? pool.submit(giveBack, big)
      : pool.submit((length: number) => new Uint8Array(length), big.length);
    if (direction === "result") {
      process.kill(worker, "SIGCONT");
      while (!future.running());
    }
    process.kill(worker, "SIGKILL");
    await assertBroken(pool, future, -9);
  }
});

test("crash: shutdown at once, and the task kills its worker a moment later", async () => {
  const { pool } = await startedPool(2);
  const future = pool.submit(target.killSelfLater, "SIGKILL");
  await pool.shutdown();
  const error = await assertRejects(() => future.result({ timeout: 0 }), BrokenProcessPool);
  assertEquals(error.exitcode, -9);
});

test("crash: a worker without memory breaks the pool", { skip: !isDeno }, async () => {
  setExecutable(process.execPath, [
    ...["run", "--quiet", "--no-check", "-A", "--v8-flags=--max-old-space-size=40"],
    `--config=${fileURLToPath(new URL("../../../deno.json", import.meta.url))}`,
  ]);
  try {
    const { pool } = await startedPool();
    const future = pool.submit(target.allocateWithoutEnd);
    const error = await assertRejects(() => future.result({ timeout: 20_000 }), BrokenProcessPool);
    assert(error.exitcode! < 0, String(error.exitcode));
    await pool.shutdown();
  } finally {
    setExecutable(process.execPath);
  }
});

test("crash: a worker that can't be started is the error of submit, and leaves nothing", async () => {
  const pool = new ProcessPoolExecutor(1);
  setExecutable("/there/is/no/such");
  try {
    const error = assertThrows(() => pool.submit(giveBack, new Semaphore(1)), Error);
    assertEquals((error as { code?: string }).code, "ENOENT");
  } finally {
    setExecutable(process.execPath);
  }
  assertEquals(await pool.submit(multiply, 6, 7), 42);
  await pool.shutdown();
});

test("crash: a worker that can't be replaced breaks the pool", async () => {
  const pool = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerChild: 1 });
  const begun = new Semaphore(0);
  pool.submit((begun: Semaphore) => void begun.release(), begun);
  const next = pool.submit(multiply, 6, 7);
  setExecutable("/there/is/no/such");
  try {
    const error = await assertRejects(() => next.result({ timeout: 10_000 }), BrokenProcessPool);
    assertEquals((error.cause as { code?: string }).code, "ENOENT");
  } finally {
    setExecutable(process.execPath);
  }
  await pool.shutdown();
});

// Values that end badly

test("crash: an argument that ends the worker as it is revived breaks the pool", async () => {
  for (const [how, exitcode] of [["exit", 1], ["SIGKILL", -9], ["SIGSEGV", -11]] as const) {
    const { pool } = await startedPool();
    await assertBroken(pool, pool.submit(giveBack, new target.FatalArgument(how)), exitcode);
  }
});

test("crash: an argument whose revival throws fails its task alone", async () => {
  const { pool, worker } = await startedPool();
  const bad = pool.submit(giveBack, new target.FatalArgument("throw"));
  const good = pool.submit(multiply, 6, 7);
  await assertRejects(() => bad.result({ timeout: SOON }), RangeError, "not to be revived");
  assertEquals([await good, await pool.submit(pid)], [42, worker]);
  await pool.shutdown();
});

test("crash: a result that ends the worker as it is sent breaks the pool", async () => {
  for (const [how, exitcode] of [["exit", 1], ["SIGKILL", -9]] as const) {
    const { pool } = await startedPool();
    await assertBroken(pool, pool.submit(target.returnFatal, how), exitcode);
  }
});

test("crash: a result that can't be sent, or is not revived, fails its task alone", async () => {
  const { pool, worker } = await startedPool();
  const fails = async (future: Future<unknown>, text: string) => {
    const error = await future.exception({ timeout: SOON }) as Error;
    assertStringIncludes(String(error), text);
  };
  await fails(pool.submit(target.returnFatal, "throw"), "RangeError: not to be sent");
  await fails(pool.submit(returnUnclonable), "DataCloneError: result.list[1]");
  await fails(pool.submit(returnHostile), "RangeError: not to be revived");
  await fails(pool.submit(throwValue, 42), "42");
  await fails(pool.submit(target.throwHostile), "RangeError: not to be revived");
  const many = range(300).map((i) =>
    i % 3 === 0 ? pool.submit(returnHostile) : pool.submit(giveBack, { i })
  );
  for (const [i, future] of many.entries()) {
    if (i % 3 === 0) await fails(future, "not to be revived");
    else assertEquals(await future, { i });
  }
  assertEquals(await pool.submit(pid), worker);
  assertEquals(typeof await pool.submit(adder), "function");
  await pool.shutdown();
});

test("crash: an argument that can't be sent, and shutdown at once", async () => {
  const { pool } = await startedPool();
  assertThrows(() => pool.submit(giveBack, Promise.resolve() as unknown), DOMException);
  await pool.shutdown({ wait: false });
  await pool.shutdown();
});

test("crash: a target module that is missing, malformed, throwing or without the export rejects", async () => {
  const { pool, worker } = await startedPool();
  for (const broken of [missing, malformed, throwing, exportless]) {
    assertInstanceOf(await pool.submit(broken.run).exception({ timeout: SOON }), Error);
  }
  assertEquals(await pool.submit(pid), worker);
  await pool.shutdown();
});

test("crash: a target module that never finishes loading, its task can be cancelled", async () => {
  const { pool, worker } = await startedPool();
  const future = pool.submit(endless.run);
  const next = pool.submit(pid);
  await assertRejects(() => next.result({ timeout: 100 }), TimeoutError);
  assertEquals([future.running(), future.cancel()], [false, true]);
  assertEquals(await next.result({ timeout: SOON }), worker);
  await pool.shutdown();
});

test("crash: a task that nothing can ever settle is an error, and its worker lives on", async () => {
  const { pool, worker } = await startedPool();
  const future = pool.submit(target.never);
  await assertRejects(() => future.result({ timeout: SOON }), RuntimeError, "could settle");
  assertEquals(await pool.submit(pid), worker);
  await pool.shutdown();
});

test("crash: the death of an inner pool's worker is an error of that pool, known as what it is", async () => {
  const { pool } = await startedPool();
  const error = await pool.submit(target.innerDies) as BrokenProcessPool;
  assertInstanceOf(error, BrokenProcessPool);
  assertEquals(error.exitcode, -9);
  await pool.shutdown();
});

// Initializers

test("crash: an initializer that fails is reported and breaks the pool", async () => {
  const report = await captureStderr(async () => {
    const pool = new ProcessPoolExecutor({ maxWorkers: 2, initializer: target.failToStart });
    const futures = range(5).map((i) => pool.submit(multiply, i, i));
    for (const future of futures) {
      const error = await assertRejects(() => future.result({ timeout: SOON }), BrokenProcessPool);
      assertInstanceOf(error.cause, RangeError);
      assertEquals(error.exitcode, undefined);
    }
    assertThrows(() => pool.submit(multiply, 1, 1), BrokenProcessPool, "initializer");
    await pool.shutdown();
  });
  assertStringIncludes(report, "RangeError: no such database");
});

test("crash: an initializer that ends its process breaks the pool", async () => {
  for (
    const [initializer, arg, exitcode] of [
      [target.exitNow, 6, 6],
      [target.killSelf, "SIGKILL", -9],
    ] as const
  ) {
    const pool = new ProcessPoolExecutor({ maxWorkers: 1, initializer, initargs: [arg] });
    await assertBroken(pool, pool.submit(multiply, 1, 1), exitcode);
  }
});

// What tasks leave behind

test("crash: an error out of a timer fails the task that waits for it; others are reported", async () => {
  const program = new URL("./programs/process/loose_errors.ts", import.meta.url);
  const { code, stdout, stderr } = await runProgram(program);
  assertEquals([stdout, code], ["PaymentError thrown by a timer\ndone\n42\ntrue\n", 0], stderr);
  assertStringIncludes(stderr, "too late to matter");
  assertStringIncludes(stderr, "Unhandled rejection in process");
});

test("crash: pools that broke leave no process and no descriptor", async () => {
  const round = async (signal: string) => {
    const calls = RawArray("i", 1);
    const pool = new ProcessPoolExecutor(2);
    const futures = [
      ...range(20).map(() => pool.submit(count, calls)),
      pool.submit(target.killSelf, signal),
      ...range(20).map(() => pool.submit(count, calls)),
    ] as Future<unknown>[];
    assertEquals(waitSync(futures, { timeout: 10_000 }).notDone.size, 0);
    await pool.shutdown();
  };
  await startThreads();
  await round("SIGKILL");
  const before = descriptors();
  for (let i = 0; i < 5; i++) await round("SIGKILL");
  assertEquals(await newDescriptors(before), 0);
});
