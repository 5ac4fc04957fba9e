import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertStrictEquals, assertThrows } from "@std/assert";
import { Lock as ThreadLock } from "@weft/concurrency/threading";
import { RuntimeError } from "../../_runtime/errors.ts";
import { dumps } from "../../multiprocessing/reduction.ts";
import { loadsSync } from "../../multiprocessing/revival.ts";
import { Condition, Lock, RLock, Semaphore } from "../../multiprocessing/synchronize.ts";
import { lockSuite } from "../threading/lock_suite.ts";
import { joinProcesses, runtimes, startProcess } from "./processes.ts";
import * as targets from "./synchronize_targets.ts";
import { until } from "../_sync/threads.ts";
import { RawArray, Value } from "../../multiprocessing/sharedctypes/mod.ts";

lockSuite({
  title: "17.2.2.5 Lock",
  name: "Lock",
  create: () => new Lock(),
  reentrant: false,
  lenient: true,
  releaseError: RangeError,
});
lockSuite({
  title: "17.2.2.5 RLock",
  name: "RLock",
  create: () => new RLock(),
  reentrant: true,
  lenient: true,
});
lockSuite({
  title: "17.2.2.5 Condition as a lock",
  name: "RLock",
  create: () => new Condition(),
  reentrant: true,
  lenient: true,
});

for (const create of [() => new Lock(), () => new Semaphore()]) {
  const { name } = create().constructor;
  test(`17.2.2.5 ${name}: a negative timeout is 0, and without blocking a timeout means nothing`, async () => {
    const lock = create();
    assert(lock.acquireSync({ timeout: -1 }));
    assertFalse(lock.acquireSync({ timeout: -1 }));
    assertFalse(await lock.acquire({ timeout: -1 }));
    assertFalse(lock.acquireSync({ blocking: false, timeout: 10_000 }));
    assertFalse(await lock.acquire({ blocking: false, timeout: -1 }));
    lock.release();
    assert(await lock.acquire({ blocking: false, timeout: 5 }));
  });
}

test("17.2.2.5 Lock: acquire is true, a second one false, release returns nothing, one more throws", () => {
  const lock = new Lock();
  assertStrictEquals(lock.acquireSync(), true);
  assertStrictEquals(lock.acquireSync({ blocking: false }), false);
  assertStrictEquals(lock.release(), undefined);
  assertThrows(() => lock.release(), RangeError, "semaphore or lock released too many times");
});

test("17.2.2.5 RLock: three acquires take three releases, a fourth throws RuntimeError", () => {
  const lock = new RLock();
  for (let i = 0; i < 3; i++) assert(lock.acquireSync());
  for (let i = 0; i < 3; i++) lock.release();
  assertThrows(() => lock.release(), RuntimeError, "cannot release un-acquired lock");
});

test("17.2.2.5 Lock: what would block for ever throws, as long as nobody else knows the lock", () => {
  const lock = new Lock();
  lock.acquireSync();
  assertThrows(() => lock.acquireSync(), RuntimeError, "no other thread or process has this");
  assertFalse(lock.acquireSync({ timeout: 1 }));
});

test("17.2.2.5 Lock: it is one of threading, and the same object when it comes back", () => {
  const lock = new Lock();
  assert(lock instanceof ThreadLock);
  const { bytes, fds } = dumps([lock, [lock]], "value");
  const [first, [second]] = loadsSync(bytes, fds) as [Lock, [Lock]];
  assertStrictEquals(first, lock);
  assertStrictEquals(second, lock);
});

test("17.2.2.5 Lock: a subclass without a mark is refused, and a lock of threading goes to no process", () => {
  class Mine extends Lock {}
  assertThrows(() => dumps(new Mine(), "value"), DOMException);
  const error = assertThrows(() => dumps(new ThreadLock(), "value"), DOMException);
  assert(error.message.includes("can't be sent to another process"), error.message);
});

test("17.2.2.5 Condition: its lock must be one of multiprocessing", () => {
  assertThrows(
    () => new Condition(new ThreadLock() as never),
    TypeError,
    "lock must be a Lock or an RLock of multiprocessing",
  );
});

for (const runtime of runtimes) {
  for (const sync of [true, false]) {
    const way = `in a process of ${runtime}, ${sync ? "blocking" : "asynchronous"}`;

    for (const create of [() => new Lock(), () => new RLock()]) {
      const { name } = create().constructor;
      test(`17.2.2.5 ${name}: who waits ${way} goes on after the release`, async () => {
        const [lock, out] = [create(), RawArray("i", 4) as Int32Array];
        await lock.acquire();
        const child = startProcess(targets.pass, [lock, out, sync], runtime);
        await until(() => Atomics.load(out, 0) === 1);
        assertEquals(Atomics.load(out, 1), 0);
        lock.release();
        await joinProcesses(child);
        assertEquals(out[1], 1);
        assert(lock.acquireSync({ timeout: 0 }));
      });
    }

    test(`17.2.2.5 RLock: another process's is not to be released, ${way}`, async () => {
      const [lock, out] = [new RLock(), RawArray("i", 4) as Int32Array];
      lock.acquireSync();
      await joinProcesses(startProcess(targets.releaseNotMine, [lock, out, sync], runtime));
      assertEquals([...out], [1, 2, 0, 0]);
      lock.release();
    });
  }

  test(`17.2.2.5 Lock: a process of ${runtime} may release what another one has taken`, async () => {
    const lock = new Lock();
    lock.acquireSync();
    await joinProcesses(startProcess(targets.release, [lock], runtime));
    assert(lock.acquireSync({ blocking: false }));
  });

  test(`17.2.2.5 Lock: no increment of three processes of ${runtime} and of this one is lost`, async () => {
    const [lock, count] = [new Lock(), Value("i", 0, { lock: false })];
    const children = [true, false, true].map((sync) =>
      startProcess(targets.increment, [lock, count, 2_000, sync], runtime)
    );
    await targets.increment(lock, count, 1_000, false);
    await targets.increment(lock, count, 1_000, true);
    await joinProcesses(...children);
    assertEquals(count.value, 8_000);
  });
}
