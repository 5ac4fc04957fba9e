import { test } from "node:test";
import { assert, assertEquals, assertFalse } from "@std/assert";
import { Condition, RLock } from "@weft/concurrency/threading";
import { RLock as LowLevelRLock } from "@weft/concurrency/_thread";
import { lockSuite, takenElsewhere } from "./lock_suite.ts";
import * as targets from "./lock_targets.ts";
import { join, start, stateOf, until } from "./sync_threads.ts";
import { words } from "./thread_targets.ts";

lockSuite({ title: "17.1.4 RLock", name: "RLock", create: () => new RLock(), reentrant: true });
lockSuite({
  title: "17.1.5 Condition as a lock",
  name: "RLock",
  create: () => new Condition(),
  reentrant: true,
});

test("17.1.4 RLock: locked says whether anybody has it", async () => {
  const lock = new RLock();
  assertFalse(lock.locked());
  lock.acquireSync();
  await lock.acquire();
  lock.release();
  assert(lock.locked());
  lock.release();
  assertFalse(lock.locked());
});

test("17.9 RLock is that of threading", () => {
  assertEquals(LowLevelRLock, RLock);
});

test("17.1.4 RLock: two waits of one owner both end when the other thread releases", async () => {
  const lock = new RLock();
  const [out, go] = [words(), words()];
  const thread = start(targets.holdUntil, lock, out, go);
  await until(() => out[0] === 1);
  const [first, second] = [lock.acquire(), lock.acquire()];
  assertEquals(await stateOf(first), "pending");
  Atomics.store(go, 0, 1);
  Atomics.notify(go, 0);
  // The owner of the first is the owner of the second.
  assertEquals(await Promise.all([first, second]), [true, true]);
  await join(thread);
  lock.release();
  assert(await takenElsewhere(lock));
  lock.release();
  assertFalse(await takenElsewhere(lock));
});

test("17.1.4 RLock: a wait ends when its owner takes the lock in another way", async () => {
  const lock = new RLock();
  const [out, go] = [words(), words()];
  const thread = start(targets.holdUntil, lock, out, go);
  await until(() => out[0] === 1);
  const wait = lock.acquire({ timeout: 10_000 });
  Atomics.store(go, 0, 1);
  Atomics.notify(go, 0);
  lock.acquireSync();
  assertEquals(await wait, true);
  await join(thread);
  lock.release();
  assert(await takenElsewhere(lock));
  lock.release();
  assertFalse(await takenElsewhere(lock));
});
