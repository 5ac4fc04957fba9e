import { test } from "node:test";
import {
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { Empty, Full, Queue, ShutDown } from "@weft/concurrency/queue";
import { runProgram } from "../support/run.ts";
import { drain, kind } from "./support.ts";
import { localSuite } from "./local_suite.ts";
import { suite } from "./suite.ts";
import * as targets from "./targets.ts";

suite(kind("Queue"));
localSuite(kind("Queue"));

test("17.7 Queue: first in, first out, with puts and gets mixed", () => {
  const q = new Queue<number>();
  for (const item of [1, 2, 3]) q.putNowait(item);
  assertStrictEquals(q.getNowait(), 1);
  q.putNowait(4);
  assertEquals(drain(q), [2, 3, 4]);
});

test("17.7 Queue: undefined and null are items, also for one who waits", async () => {
  const q = new Queue<undefined | null>(2);
  q.putNowait(undefined);
  q.putNowait(null);
  const put = q.put(undefined);
  assertEquals([await q.get(), q.getSync(), q.getNowait()], [undefined, null, undefined]);
  await put;
  const get = q.get();
  await q.put(undefined);
  assertStrictEquals(await get, undefined);
  assertEquals([q.qsize(), q.unfinishedTasks], [0, 4]);
  q.putNowait(undefined);
  q.shutdown();
  const seen: unknown[] = [];
  for await (const item of q) seen.push(item);
  assertEquals(seen, [undefined]);
});

test("17.7 Queue: within a thread items go through by reference", async () => {
  const q = new Queue<object>();
  const item = { f() {} };
  q.putNowait(item);
  assertStrictEquals(await q.get(), item);
});

test("17.7 Queue: an item that is a promise comes out of getNowait as it is, and is awaited by get", async () => {
  const q = new Queue<Promise<number>>();
  const item = Promise.resolve(5);
  q.putNowait(item);
  assertStrictEquals(q.getNowait(), item);
  q.putNowait(item);
  assertStrictEquals(await q.get() as unknown, 5);
});

test("17.7 Queue: a put of an item is in the queue before its promise is awaited", () => {
  const q = new Queue<number>();
  q.put(1);
  assertStrictEquals(q.qsize(), 1);
});

test("17.7 Queue: a flood of 200,000 items passes in order, and the queue serves on", () => {
  const q = new Queue<number>();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 200_000; i++) q.putNowait(i);
    for (let i = 0; i < 200_000; i++) if (q.getNowait() !== i) throw new Error(`not ${i}`);
    for (let i = 0; i < 20; i++) {
      q.putNowait(i);
      assertStrictEquals(q.getNowait(), i);
    }
  }
  assertStrictEquals(q.qsize(), 0);
});

test("17.7 Queue: 20,000 who give up cost no more than their number", async () => {
  const q = new Queue<number>();
  const controllers = Array.from({ length: 20_000 }, () => new AbortController());
  const gets = controllers.map(({ signal }) => q.get({ signal }).catch(() => "gone"));
  const start = performance.now();
  // The last ones first, then the first ones: neither is a search.
  for (let i = 19_999; i >= 10_000; i--) controllers[i]!.abort();
  for (let i = 0; i < 10_000; i++) controllers[i]!.abort();
  assertEquals(new Set(await Promise.all(gets)), new Set(["gone"]));
  assertLess(performance.now() - start, 5_000);
  q.putNowait(1);
  assertStrictEquals(q.qsize(), 1);
});

test("17.7 Queue: a wait that was served keeps no timer: the program ends", async () => {
  const { code, stdout, took } = await runProgram(
    new URL("./programs/served_waits.ts", import.meta.url),
  );
  assertEquals([code, stdout.trim()], [0, "1 undefined ShutDown"]);
  assertLess(took, 15_000);
});

test("17.7 Queue: a thread can have queues of its own", async () => {
  await using executor = new ThreadPoolExecutor(1);
  assertEquals(await executor.submit(targets.useOwn, 5), [0, 1, 2, 3, 4]);
});

test("17.7 Empty, Full and ShutDown are the same classes when they come from another thread", async () => {
  await using executor = new ThreadPoolExecutor(1);
  for (const [name, Class] of Object.entries({ Empty, Full, ShutDown })) {
    const error = await assertRejects(
      async () => await executor.submit(targets.fail, name as "Empty"),
      Class,
    );
    assertInstanceOf(error, Error);
    assertStrictEquals(error.name, name);
  }
});

test("17.7 Queue: an instance of a subclass that was not marked is refused by name, and stays usable", async () => {
  class Special extends Queue<number> {}
  const q = new Special();
  q.putNowait(1);
  await using executor = new ThreadPoolExecutor(1);
  await assertRejects(
    async () => await executor.submit(targets.ignore, q),
    DOMException,
    "Special",
  );
  assertEquals(drain(q), [1]);
});
