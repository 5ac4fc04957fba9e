import { test } from "node:test";
import { assertStrictEquals, assertThrows } from "@std/assert";
import { RuntimeError, SimpleQueue } from "@weft/concurrency/queue";
import { simpleSuite } from "./simple_suite.ts";

simpleSuite("SimpleQueue", <T>() => new SimpleQueue<T>());

test("17.7 SimpleQueue: getSync does not wait for ever for what no other thread could put", () => {
  const q = new SimpleQueue<number>();
  assertThrows(() => q.getSync(), RuntimeError, "would deadlock");
  q.putNowait(1);
  assertStrictEquals(q.getSync(), 1);
});

test("17.7 SimpleQueue: within a thread items go through by reference", async () => {
  const q = new SimpleQueue<object>();
  const item = { f() {} };
  q.putNowait(item);
  assertStrictEquals(await q.get(), item);
});
