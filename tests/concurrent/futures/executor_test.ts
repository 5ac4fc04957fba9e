import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import {
  asCompleted,
  Executor,
  type Future,
  NotSupportedError,
  RuntimeError,
  type ShutdownOptions,
  ThreadPoolExecutor,
  wait,
} from "@weft/concurrency/concurrent/futures";
import { Inline, Timed } from "./foreign.ts";
import * as target from "./targets.ts";

class Nothing extends Executor {}

test("17.4.1 Executor: submit is for subclasses to write", () => {
  assertThrows(() => new Nothing().submit(() => 1), NotSupportedError, "Nothing");
  assertThrows(() => new Nothing().map((n: number) => n, [1]), NotSupportedError, "Nothing");
});

test("17.4.1 Executor: a subclass that runs inline has map, wait and asCompleted", async () => {
  await using executor = new Inline();
  const future = executor.submit((a: number, b: number) => a ** b, 323, 2);
  assertEquals([future.done(), future.resultSync()], [true, 323 ** 2]);
  assertEquals(await Array.fromAsync(executor.map((n: number) => -n, [1, 2])), [-1, -2]);
  assertEquals((await wait([future])).done.has(future), true);
});

test("17.4.1 Executor: a subclass that runs by timers has map, wait and asCompleted", async () => {
  await using executor = new Timed();
  const futures = [1, 2, 3].map((n) => executor.submit((n: number) => n * n, n));
  const seen: number[] = [];
  for await (const future of asCompleted(futures)) seen.push(await future.result());
  assertEquals(seen, [1, 4, 9]);
  assertEquals(await Array.fromAsync(executor.map((s: string) => s + s, "ab")), ["aa", "bb"]);
});

test("17.4.1 Executor: futures of several executors are waited for together", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const [inline, timed] = [new Inline(), new Timed()];
  const futures: Future<number>[] = [
    pool.submit(target.multiply, 6, 7),
    inline.submit((n: number) => n, 2),
    timed.submit((n: number) => n, 3),
  ];
  const { done, notDone } = await wait(futures);
  assertEquals([done.size, notDone.size], [3, 0]);
  let sum = 0;
  for await (const future of asCompleted(futures)) sum += await future.result();
  assertEquals(sum, 47);
});

test("17.4.1 Executor: `await using` shuts down and waits", async () => {
  const inline = new Inline();
  {
    await using executor = inline;
    executor.submit(() => 1);
  }
  assertEquals(inline.log.at(-1), { wait: true });
});

test("17.4.1 Executor: `await using` does not swallow errors", async () => {
  const calls: (ShutdownOptions | undefined)[] = [];
  await assertRejects(
    async () => {
      await using executor = new Inline();
      executor.shutdown = (options) => (calls.push(options), Promise.resolve());
      throw new RangeError("inside the block");
    },
    RangeError,
    "inside the block",
  );
  assertEquals(calls, [{ wait: true }]);
});

test("17.4.1 Executor: leaving a block by an error waits for the tasks all the same", async () => {
  const words = new Int32Array(new SharedArrayBuffer(4));
  let future: Future<number> | undefined;
  await assertRejects(async () => {
    await using pool = new ThreadPoolExecutor(1);
    pool.submit(target.sleep, 20);
    future = pool.submit(target.count, words);
    throw new RangeError("inside the block");
  }, RangeError);
  assertEquals([words[0], future!.done()], [1, true]);
});

test("17.4.1 Executor: the shutdown that it inherits settles, and may be repeated", async () => {
  const executor = new Nothing();
  await executor.shutdown();
  await executor.shutdown({ wait: false, cancelFutures: true });
  await executor[Symbol.asyncDispose]();
});

test("17.4.2 ThreadPoolExecutor: is an Executor", async () => {
  await using pool = new ThreadPoolExecutor();
  assertInstanceOf(pool, Executor);
  await pool.shutdown();
  assertThrows(() => pool.submit(target.multiply, 1, 1), RuntimeError);
});
