import { test } from "node:test";
import { assertEquals, assertFalse, assertRejects, assertThrows } from "@std/assert";
import {
  Condition,
  Lock,
  NotSupportedError,
  RLock,
  RuntimeError,
  Thread,
} from "@weft/concurrency/dummy_threading";

function started(target: () => unknown): Thread {
  const thread = new Thread({ target });
  thread.start();
  return thread;
}

/** Threads that wait on the condition, and the numbers of those that were woken. */
function waiters(condition: Condition, count: number) {
  const woken: number[] = [];
  const threads = Array.from({ length: count }, (_, i) =>
    started(async () => {
      using _ = await condition.hold();
      await condition.wait();
      woken.push(i);
    }));
  return { threads, woken };
}

/** Once all that can go on has gone on. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

for (const kind of ["an RLock of its own", "a Lock", "an RLock"]) {
  const make = () =>
    new Condition(
      kind === "a Lock" ? new Lock() : kind === "an RLock" ? new RLock() : undefined,
    );

  test(`17.8 Condition with ${kind}: notify(n) wakes exactly the n that came first`, async () => {
    const condition = make();
    const { threads, woken } = waiters(condition, 6);
    await settled();
    for (const [n, expected] of [[1, [0]], [2, [0, 1, 2]], [0, [0, 1, 2]]] as const) {
      {
        using _ = await condition.hold();
        condition.notify(n);
      }
      await settled();
      assertEquals(woken, [...expected]);
    }
    {
      using _ = await condition.hold();
      condition.notifyAll();
    }
    for (const thread of threads) await thread.join();
    assertEquals(woken, [0, 1, 2, 3, 4, 5]);
  });

  test(`17.8 Condition with ${kind}: wait and notify without the lock throw RuntimeError`, async () => {
    const condition = make();
    await assertRejects(() => condition.wait(), RuntimeError);
    assertThrows(() => condition.waitSync({ timeout: 0 }), RuntimeError);
    assertThrows(() => condition.notify(), RuntimeError);
    assertThrows(() => condition.notifyAll(), RuntimeError);
    assertThrows(() => condition.release(), RuntimeError);
  });

  test(`17.8 Condition with ${kind}: a wait that times out says false and has the lock again`, async () => {
    const condition = make();
    using _ = await condition.hold();
    assertEquals(await condition.wait({ timeout: 1 }), false);
    assertEquals(condition.waitSync({ timeout: 0 }), false);
    condition.notify();
  });

  test(`17.8 Condition with ${kind}: a blocking wait throws NotSupportedError and keeps the lock`, async () => {
    const condition = make();
    using _ = await condition.hold();
    assertThrows(() => condition.waitSync(), NotSupportedError, "asynchronous form");
    assertThrows(() => condition.waitForSync(() => false), NotSupportedError);
    assertEquals(condition.waitForSync(() => 5), 5);
    // It has left no place in the line behind.
    const { threads, woken } = waiters(condition, 1);
    condition.release();
    await settled();
    await condition.acquire();
    condition.notify();
    condition.release();
    await threads[0]!.join();
    assertEquals(woken, [0]);
    await condition.acquire();
  });
}

test("17.8 Condition: wait gives up all levels of an RLock, and takes them again", async () => {
  const condition = new Condition();
  let depth = 0;
  const waiting = started(async () => {
    await condition.acquire();
    await condition.acquire();
    await condition.wait();
    for (; depth < 3; depth++) {
      try {
        condition.release();
      } catch {
        break;
      }
    }
  });
  await settled();
  await condition.acquire({ timeout: 1000 });
  condition.notify();
  condition.release();
  await waiting.join();
  assertEquals(depth, 2);
});

test("17.8 Condition: a producer and consumers pass all items on, in order", async () => {
  const condition = new Condition();
  const items: number[] = [];
  const taken: number[] = [];
  const consumers = [1, 2].map(() =>
    started(async () => {
      for (;;) {
        using _ = await condition.hold();
        await condition.waitFor(() => items.length > 0);
        const item = items.shift()!;
        if (item < 0) return;
        taken.push(item);
      }
    })
  );
  const all = Array.from({ length: 50 }, (_, i) => i);
  const producer = started(async () => {
    for (const item of [...all, -1, -1]) {
      using _ = await condition.hold();
      items.push(item);
      condition.notify();
    }
  });
  for (const thread of [producer, ...consumers]) await thread.join();
  assertEquals(taken, all);
});

test("17.8 Condition: waitFor resolves to the predicate's last value, also at the timeout", async () => {
  const condition = new Condition();
  using _ = await condition.hold();
  assertEquals(await condition.waitFor(() => "yes"), "yes");
  assertEquals(await condition.waitFor(() => 0, { timeout: 1 }), 0);
});

test("17.8 Condition: a wait ends by its signal with the lock held, and takes no notification", async () => {
  const lock = new Lock();
  const condition = new Condition(lock);
  await condition.acquire();
  const controller = new AbortController();
  const waiting = condition.wait({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  assertEquals(lock.locked(), true);
  const { threads, woken } = waiters(condition, 1);
  condition.release();
  await settled();
  await condition.acquire();
  condition.notify();
  condition.release();
  await threads[0]!.join();
  assertEquals(woken, [0]);
  assertFalse(lock.locked());
});

test("17.8 Condition: bad arguments are refused", async () => {
  assertThrows(() => new Condition({} as Lock), TypeError, "lock must be a Lock or an RLock");
  const condition = new Condition();
  using _ = await condition.hold();
  assertThrows(() => condition.notify(-1), RangeError);
});
