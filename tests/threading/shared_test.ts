import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import * as dummy from "@weft/concurrency/dummy_threading";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  rehydrate,
  RLock,
  RuntimeError,
  Semaphore,
  Thread,
} from "@weft/concurrency/threading";
import { takenElsewhere } from "./lock_suite.ts";
import type { All } from "./shared_targets.ts";
import * as targets from "./shared_targets.ts";
import { join, start } from "./sync_threads.ts";

const makers: [string, () => object][] = [
  ["Lock", () => new Lock()],
  ["RLock", () => new RLock()],
  ["Condition", () => new Condition()],
  ["Semaphore", () => new Semaphore()],
  ["BoundedSemaphore", () => new BoundedSemaphore()],
  ["Event", () => new Event()],
  ["Barrier", () => new Barrier(2)],
];

function makeAll(): All {
  return {
    lock: new Lock(),
    rlock: new RLock(),
    condition: new Condition(),
    semaphore: new Semaphore(1),
    bounded: new BoundedSemaphore(1),
    event: new Event(),
    barrier: new Barrier(2),
  };
}

test("17.1 every primitive is the same one in the thread that gets it", async () => {
  const all = makeAll();
  await all.condition.acquire();
  const notified = all.condition.wait();
  await join(start(targets.useAll, all));
  assert(all.lock.locked());
  assertFalse(all.rlock.locked());
  assertFalse(all.semaphore.acquireSync({ blocking: false }));
  assertFalse(all.bounded.acquireSync({ blocking: false }));
  assertEquals(await notified, true);
  assert(all.event.isSet());
  assert(all.barrier.broken);
});

test("17.1 a lock in an array, an object, a Map and a Set is one and the same there", async () => {
  const lock = new Lock();
  const form = {
    list: [lock, lock] as [Lock, Lock],
    map: new Map([["lock", lock]]),
    set: new Set([lock]),
    deep: { lock },
  };
  await join(start(targets.takeIn, form));
  assert(lock.locked());
});

for (const [name, make] of makers) {
  test(`17.1 ${name}: sent back, it is the very object that was sent`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const object = make();
    assertStrictEquals(await pool.submit(targets.identity<object>, object), object);
    const back = await pool.submit(targets.identity<object[]>, [object, { object }]) as object[];
    assertStrictEquals(back[0], object);
    assertStrictEquals((back[1] as { object: object }).object, object);
  });

  test(`17.1 ${name}: a thread that gets it twice has one object of it, and of another one another`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const [object, another] = [make(), make()];
    await pool.submit(targets.keep, object);
    assertEquals(await pool.submit(targets.isKept, object), true);
    assertEquals(await pool.submit(targets.isKept, another), false);
  });

  test(`17.1 ${name}: of a plain structured clone, rehydrate makes the object again`, () => {
    const object = make();
    const clone = structuredClone(object);
    assertNotStrictEquals(clone, object);
    assertStrictEquals(rehydrate(clone), object);
    const data = { list: [structuredClone(object)], other: new Date(5), n: 1 };
    const restored = rehydrate(data);
    assertStrictEquals(restored, data);
    assertStrictEquals(restored.list[0], object);
    assertEquals([restored.other.getTime(), restored.n], [5, 1]);
  });
}

test("17.1 a lock that was made in a thread works here", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const lock = await pool.submit(targets.makeTaken) as Lock;
  assertInstanceOf(lock, Lock);
  assert(lock.locked());
  lock.release();
  assert(lock.acquireSync());
  assert(await takenElsewhere(lock));
});

test("17.1 a condition brings its lock with it, which is the one that was sent beside it", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const lock = new Lock();
  const condition = new Condition(lock);
  assertEquals(await pool.submit(targets.isLockOf, condition, lock), true);
  const [sameCondition, sameLock] = await pool.submit(
    targets.identity<[Condition, Lock]>,
    [condition, lock],
  ) as [Condition, Lock];
  assertStrictEquals(sameCondition, condition);
  assertStrictEquals(sameLock, lock);
});

test("17.1 sent by plain postMessage to a user's own worker and rehydrated there, all are the same", async () => {
  const all = makeAll();
  const url = new URL("./plain_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  try {
    for (const same of [undefined, true]) {
      all.event.clear();
      await all.lock.acquire();
      await all.condition.acquire();
      const notified = all.condition.wait();
      const answer = Promise.withResolvers<{ all: All; same: unknown; index: number }>();
      worker.onmessage = ({ data }) => answer.resolve(rehydrate(data));
      worker.onerror = (event) => {
        event.preventDefault();
        answer.reject(new Error(event.message));
      };
      worker.postMessage(all);
      // It waits there until it is free here.
      all.lock.release();
      assertEquals(await notified, true);
      all.condition.release();
      const index = await all.barrier.wait();
      const message = await answer.promise;
      assertEquals(message.index + index, 1);
      assertEquals(message.same, same);
      for (const key of Object.keys(all) as (keyof All)[]) {
        assertStrictEquals(message.all[key], all[key], key);
      }
      assertEquals(await all.event.wait(), true);
      assert(all.lock.locked());
      assertFalse(all.semaphore.acquireSync({ blocking: false }));
      all.lock.release();
      all.semaphore.release();
      all.bounded.release();
      // The bound has come with it.
      assertThrows(() => all.bounded.release(), RangeError);
    }
  } finally {
    worker.terminate();
  }
});

test("17.1 a subclass of Lock that is marked with task arrives as itself", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const lock = new targets.CountingLock("mine");
  assertEquals(await pool.submit(targets.describeLock, lock), [true, "mine", 1, true]);
  assert(lock.locked());
  assertEquals(lock.taken, 0);
  assertStrictEquals(await pool.submit(targets.identity<Lock>, lock), lock);
});

test("17.1 a blocking wait is not refused any more once the object was sent", async () => {
  const lock = new Lock();
  lock.acquireSync();
  assertThrows(() => lock.acquireSync(), RuntimeError, "would deadlock");
  const { release } = await import("./lock_targets.ts");
  const thread = start(release, lock);
  assert(lock.acquireSync());
  await join(thread);
});

const local: [string, () => object][] = [
  ["Lock", () => new dummy.Lock()],
  ["RLock", () => new dummy.RLock()],
  ["Condition", () => new dummy.Condition()],
  ["Semaphore", () => new dummy.Semaphore()],
  ["BoundedSemaphore", () => new dummy.BoundedSemaphore()],
  ["Event", () => new dummy.Event()],
  ["Barrier", () => new dummy.Barrier(2)],
];
for (const [name, make] of local) {
  test(`17.8 ${name} of dummy_threading can't be sent to another thread, and says so`, () => {
    const places: [unknown, string][] = [
      [make(), "args[0]"],
      [[make()], "args[0][0]"],
      [new Map([[1, make()]]), "args[0].get(1)"],
    ];
    for (const [arg, place] of places) {
      const thread = new Thread({ target: targets.keep, args: [arg] });
      const error = assertThrows(() => thread.start()) as Error;
      assertEquals(error.name, "DataCloneError");
      const article = name === "Event" ? "an" : "a";
      assertEquals(error.message, `${place}: ${article} ${name} can't be sent to another thread`);
      assertFalse(thread.isAlive());
    }
    assertThrows(() => structuredClone(make()), Error, "belongs to one thread");
  });
}
