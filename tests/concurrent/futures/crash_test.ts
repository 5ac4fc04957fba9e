import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  BrokenThreadPool,
  CancelledError,
  type Future,
  ThreadPoolExecutor,
} from "@weft/concurrency/concurrent/futures";
import { runProgram } from "../../support/run.ts";
import * as target from "./crash_targets.ts";

const program = (name: string) => new URL(`./programs/${name}.ts`, import.meta.url);

// Each case settles within two seconds and says what happened.
async function settles<T>(future: PromiseLike<T>, limit = 2000): Promise<PromiseSettledResult<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not settled within ${limit} ms`)), limit);
  });
  try {
    const [outcome] = await Promise.race([Promise.allSettled([future]), late]);
    return outcome;
  } finally {
    clearTimeout(timer);
  }
}

// deno-lint-ignore no-explicit-any
async function failure(future: PromiseLike<unknown>): Promise<any> {
  const outcome = await settles(future);
  assertEquals(outcome.status, "rejected");
  return (outcome as PromiseRejectedResult).reason;
}

async function livesOn(pool: ThreadPoolExecutor): Promise<void> {
  assertEquals(await settles(pool.submit(target.add, 20, 22)), { status: "fulfilled", value: 42 });
}

const isDeno = "Deno" in globalThis;

test("crash: a task that throws rejects with its class, message, properties and cause", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const error = await failure(pool.submit(target.throwError));
  assertInstanceOf(error, target.PaymentError);
  assertEquals(error.message, "no funds");
  assertEquals(error.name, "PaymentError");
  assertEquals(error.code, "E_PAYMENT");
  assertEquals(error.amount, 12);
  assertInstanceOf(error.cause, RangeError);
  assertEquals(error.cause.message, "balance is 0");
  assertStringIncludes(error.stack!, "crash_targets.ts");
  assertStringIncludes(error.stack!, "crash_test.ts");
  assert(error.stack!.indexOf("crash_targets.ts") < error.stack!.indexOf("crash_test.ts"));
  await livesOn(pool);
});

test("crash: a thrown value that is no error arrives as it is", async () => {
  await using pool = new ThreadPoolExecutor(1);
  for (const value of [42, "text", null, undefined, { a: [1] }]) {
    assertEquals(await failure(pool.submit(target.throwValue, value)), value);
  }
  await livesOn(pool);
});

test("crash: a task that rejects brings the members of an AggregateError", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const error = await failure(pool.submit(target.reject));
  assertInstanceOf(error, AggregateError);
  assertInstanceOf(error.errors[0], TypeError);
  assertInstanceOf(error.errors[1], target.PaymentError);
  await livesOn(pool);
});

// `bun test` ends a worker at any uncaught error, whatever listens for it: these run as programs of their own.
test("crash: a rejection after the result harms neither the result nor the pool", async () => {
  const { code, stdout, stderr } = await runProgram(program("late_rejection"));
  assertEquals([stdout, code], ["done\n30\n42\n", 0]);
  assertStringIncludes(stderr, "Unhandled rejection in thread ThreadPoolExecutor-0_0");
  assertStringIncludes(stderr, "too late to matter");
});

test("crash: an error thrown out of a timer rejects the task that waits for it", async () => {
  const { code, stdout, stderr } = await runProgram(program("timer_error"));
  assertEquals([stdout, stderr, code], ["PaymentError thrown by a timer\n42\n", "", 0]);
});

test("crash: a worker that can't load the library, or dies in loading it, breaks the pool", async () => {
  const { code, stdout } = await runProgram(program("no_library"));
  const [missing, exit] = stdout.split("\n");
  assertStringIncludes(missing!, "BrokenThreadPool");
  assertStringIncludes(missing!, "could not load the library");
  assertStringIncludes(missing!, "there_is_no_such");
  assertStringIncludes(exit!, "BrokenThreadPool");
  assertStringIncludes(exit!, "exit");
  assertEquals(code, 0);
});

test("crash: process.exit in a task breaks the pool and names the call", async () => {
  const pool = new ThreadPoolExecutor(2);
  const error = await failure(pool.submit(target.processExit, 3));
  assertInstanceOf(error, BrokenThreadPool);
  assertStringIncludes(error.message, isDeno ? "called Deno.exit(3)" : "called process.exit(3)");
  assertThrows(() => pool.submit(target.add, 1, 2), BrokenThreadPool, "can't be used any more");
  assertEquals((await settles(pool.shutdown())).status, "fulfilled");
});

test("crash: Deno.exit in a task breaks the pool", { skip: !isDeno }, async () => {
  const pool = new ThreadPoolExecutor(1);
  const error = await failure(pool.submit(target.denoExit, 4));
  assertInstanceOf(error, BrokenThreadPool);
  assertStringIncludes(error.message, "called Deno.exit(4)");
  await settles(pool.shutdown());
});

test("crash: self.close in a task breaks the pool", { skip: !isDeno }, async () => {
  const pool = new ThreadPoolExecutor(1);
  const error = await failure(pool.submit(target.selfClose));
  assertInstanceOf(error, BrokenThreadPool);
  assertStringIncludes(error.message, "called self.close");
  await settles(pool.shutdown());
});

test("crash: a worker that ends between two tasks breaks the pool at the next one", async () => {
  const pool = new ThreadPoolExecutor(1);
  assertEquals(await pool.submit(target.exitLater), "done");
  // It is the next one that hears of it, while it is submitted or while it waits.
  const error = await failure(pool.submit(target.never));
  assertInstanceOf(error, BrokenThreadPool);
  assertThrows(() => pool.submit(target.add, 1, 2), BrokenThreadPool);
});

test("crash: a worker that dies is noticed by a thread that is blocked", () => {
  const pool = new ThreadPoolExecutor(1);
  const future = pool.submit(target.processExit, 3);
  assertThrows(() => future.resultSync({ timeout: 2000 }), BrokenThreadPool, "exit(3)");
});

test("crash: a target module that is missing, malformed, throwing or without the export rejects", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const absent = await failure(pool.submit(target.missing.run));
  assertStringIncludes(String(absent), "there_is_no_such");
  assertInstanceOf(await failure(pool.submit(target.malformed.run)), Error);
  const thrown = await failure(pool.submit(target.throwing.run));
  assertInstanceOf(thrown, RangeError);
  assertStringIncludes(String(thrown), "at import");
  assertStringIncludes(String(await failure(pool.submit(target.exportless.run))), "run");
  await livesOn(pool);
});

test("crash: a module that never finishes loading can be cancelled by shutdown", async () => {
  const pool = new ThreadPoolExecutor(1);
  const futures = [pool.submit(target.endless.run), pool.submit(target.add, 1, 2)];
  const ended = pool.shutdown({ cancelFutures: true });
  for (const future of futures) assertInstanceOf(await failure(future), CancelledError);
  assertEquals((await settles(ended)).status, "fulfilled");
});

test("crash: cancelling a task whose module never loads frees its worker", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const stuck = pool.submit(target.endless.run);
  const next = pool.submit(target.add, 1, 2);
  await assertRejects(() => stuck.result({ timeout: 100 }));
  assert(stuck.cancel());
  assertEquals(await settles(next), { status: "fulfilled", value: 3 });
});

test("crash: an argument that can't be sent is refused at the call, with its path", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const wrong = { handlers: [Promise.resolve()] };
  const error = assertThrows(() => pool.submit(target.throwValue, wrong), DOMException);
  assertEquals(error.name, "DataCloneError");
  assertStringIncludes(error.message, "args[0].handlers[0]");
  await livesOn(pool);
});

test("crash: a result that can't be sent rejects, with its path", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const error = await failure(pool.submit(target.returnUnclonable));
  assertEquals(error.name, "DataCloneError");
  assertStringIncludes(error.message, "result.list[1]");
  await livesOn(pool);
});

test("crash: a result that can't be made again here rejects, and hides no other", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const futures = [pool.submit(target.returnHostile), pool.submit(target.add, 1, 2)];
  const error = await failure(futures[0]!);
  assertInstanceOf(error, RangeError);
  assertStringIncludes(error.message, "not to be revived");
  assertEquals(await settles(futures[1]!), { status: "fulfilled", value: 3 });
  await livesOn(pool);
});

test("crash: a task that never ends does not hold up shutdown without wait", async () => {
  const pool = new ThreadPoolExecutor(1);
  const words = new Int32Array(new SharedArrayBuffer(4));
  const endless = pool.submit(target.block, words);
  const queued = pool.submit(target.add, 1, 2);
  while (!endless.running()) await new Promise((resolve) => setTimeout(resolve, 1));
  const outcome = await settles(pool.shutdown({ wait: false, cancelFutures: true }));
  assertEquals(outcome.status, "fulfilled");
  assertInstanceOf(await failure(queued), CancelledError);
  assertEquals([endless.running(), endless.cancel()], [true, false]);
  // It ends after all: later tests of this process count what is under way.
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
  await endless;
});

test("crash: 1,000 pending futures all fail when the pool breaks", async () => {
  const pool = new ThreadPoolExecutor(2);
  const [busy, exit] = [0, 1].map(() => new Int32Array(new SharedArrayBuffer(4)));
  const futures: Future<unknown>[] = [
    pool.submit(target.block, busy!),
    pool.submit(target.exitWhen, exit!, 1),
  ];
  for (let i = 0; i < 1000; i++) futures.push(pool.submit(target.add, i, i));
  Atomics.store(exit!, 0, 1);
  Atomics.notify(exit!, 0);
  for (const future of futures) {
    assertInstanceOf(await failure(future), BrokenThreadPool);
  }
  Atomics.store(busy!, 0, 1);
  Atomics.notify(busy!, 0);
  assertEquals((await settles(pool.shutdown())).status, "fulfilled");
});

test("crash: errors thrown by callbacks reach neither the pool nor each other", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const future = pool.submit(target.add, 1, 2);
  const seen: number[] = [];
  future.addDoneCallback(() => {
    seen.push(1);
    throw new Error("from a callback, as the test wants it");
  });
  future.addDoneCallback(() => seen.push(2));
  assertEquals(await settles(future), { status: "fulfilled", value: 3 });
  assertEquals(seen, [1, 2]);
  await livesOn(pool);
});

test("crash: an initializer that throws breaks the pool, with its error as the cause", async () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2, initializer: target.failToStart });
  const error = await failure(pool.submit(target.add, 1, 2));
  assertInstanceOf(error, BrokenThreadPool);
  assertInstanceOf(error.cause, target.PaymentError);
  assertThrows(() => pool.submit(target.add, 1, 2), BrokenThreadPool);
  assertEquals((await settles(pool.shutdown())).status, "fulfilled");
});

test("crash: a task may make its own pool, and that one's tasks theirs", async () => {
  await using pool = new ThreadPoolExecutor(1);
  assertEquals(await settles(pool.submit(target.nested, 4)), { status: "fulfilled", value: 4 });
  assertEquals(await settles(pool.submit(target.nestedSync, 4)), { status: "fulfilled", value: 4 });
  assertEquals(pool.submit(target.nestedSync, 4).resultSync({ timeout: 2000 }), 4);
});
