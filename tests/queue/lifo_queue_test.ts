import { test } from "node:test";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { LifoQueue } from "@weft/concurrency/queue";
import { drain, kind } from "./support.ts";
import { localSuite } from "./local_suite.ts";
import { suite } from "./suite.ts";

suite(kind("LifoQueue"));
localSuite(kind("LifoQueue"));

test("17.7 LifoQueue: last in, first out, with puts and gets mixed", () => {
  const q = new LifoQueue<number>();
  for (const item of [1, 2, 3]) q.putNowait(item);
  assertStrictEquals(q.getNowait(), 3);
  q.putNowait(4);
  assertEquals(drain(q), [4, 2, 1]);
});

test("17.7 LifoQueue: who waited for room is on top once admitted", async () => {
  const q = new LifoQueue<number>(2);
  q.putNowait(1);
  q.putNowait(2);
  const puts = [q.put(3), q.put(4)];
  assertEquals([await q.get(), await q.get(), await q.get(), await q.get()], [2, 3, 4, 1]);
  await Promise.all(puts);
});

test("17.7 LifoQueue: undefined and null are items", async () => {
  const q = new LifoQueue<undefined | null>();
  q.putNowait(undefined);
  q.putNowait(null);
  assertEquals([q.qsize(), await q.get(), await q.get(), q.qsize()], [2, null, undefined, 0]);
});
