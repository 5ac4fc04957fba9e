import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertStrictEquals, assertThrows } from "@std/assert";
import { allocateLock, error, LockType } from "@weft/concurrency/_thread";
import { Condition, Lock, RuntimeError } from "@weft/concurrency/threading";
import { lockSuite } from "./lock_suite.ts";
import * as targets from "./lock_targets.ts";
import { join, start, stateOf, until } from "./sync_threads.ts";
import { words } from "./thread_targets.ts";

lockSuite({ title: "17.1.3 Lock", name: "Lock", create: () => new Lock(), reentrant: false });
lockSuite({ title: "17.9 allocateLock", name: "Lock", create: allocateLock, reentrant: false });
lockSuite({
  title: "17.1.5 Condition of a Lock",
  name: "Lock",
  create: () => new Condition(new Lock()),
  reentrant: false,
});

test("17.1.3 Lock: locked says whether anybody holds it", async () => {
  const lock = new Lock();
  assertFalse(lock.locked());
  await lock.acquire();
  assert(lock.locked());
  await join(start(targets.release, lock));
  assertFalse(lock.locked());
});

test("17.1.3 Lock: asynchronous waiters of one thread are served in the order they came", async () => {
  const lock = new Lock();
  const order: number[] = [];
  await lock.acquire();
  const waits = [1, 2, 3, 4].map(async (n) => {
    using _ = await lock.hold();
    order.push(n);
  });
  assertEquals(await stateOf(waits[0]!), "pending");
  lock.release();
  await Promise.all(waits);
  assertEquals(order, [1, 2, 3, 4]);
});

test("17.1.3 Lock: acquireSync that only this thread could end throws instead of blocking for ever", () => {
  const lock = new Lock();
  lock.acquireSync();
  const thrown = assertThrows(() => lock.acquireSync(), RuntimeError, "would deadlock");
  assertEquals((thrown as Error).name, "RuntimeError");
  assertThrows(() => lock.holdSync(), RuntimeError, "Lock.acquireSync would deadlock");
  assertThrows(() => lock.acquireSync({ timeout: Infinity }), RuntimeError, "would deadlock");
  assertFalse(lock.acquireSync({ timeout: 1 }));
  assertFalse(lock.acquireSync({ blocking: false }));
  assert(lock.locked());
  lock.release();
  assertFalse(lock.locked());
});

test("17.1.3 Lock: acquireSync blocks when another thread has the lock too", async () => {
  const lock = new Lock();
  const out = words();
  lock.acquireSync();
  const thread = start(targets.release, lock);
  assert(lock.acquireSync());
  const other = start(targets.passSync, lock, out);
  lock.release();
  await until(() => out[1] === 1);
  await join(thread, other);
});

test("17.1.3 Lock: its constructor takes no arguments", () => {
  // @ts-expect-error: the compiler says so.
  assertFalse(new Lock(true).locked());
});

test("17.9: LockType is the class of its locks, error is RuntimeError", () => {
  assert(allocateLock() instanceof LockType);
  assertStrictEquals(LockType, Lock);
  assertStrictEquals(error, RuntimeError);
});
