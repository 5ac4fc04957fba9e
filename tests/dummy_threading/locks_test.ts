import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  BoundedSemaphore,
  Event,
  Lock,
  NotSupportedError,
  RLock,
  RuntimeError,
  Semaphore,
  Thread,
  ThreadError,
} from "@weft/concurrency/dummy_threading";
import * as threading from "@weft/concurrency/threading";
import { pack } from "../../_transfer/pack.ts";

const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function started(target: () => unknown): Thread {
  const thread = new Thread({ target });
  thread.start();
  return thread;
}

test("17.8 Lock, RLock: acquire and release, locked, free again; an unlocked one can't be released", async () => {
  for (const lock of [new Lock(), new RLock()]) {
    assertFalse(lock.locked());
    assertEquals(await lock.acquire(), true);
    assert(lock.locked());
    lock.release();
    assertEquals(lock.acquireSync(), true);
    lock.release();
    assertFalse(lock.locked());
    assertThrows(() => lock.release(), RuntimeError);
    assertThrows(() => lock.release(), ThreadError);
  }
});

test("17.8 Lock: acquire waits for the holder, in the order in which threads came", async () => {
  const lock = new Lock();
  const order: number[] = [];
  await lock.acquire();
  const threads = [1, 2, 3].map((i) =>
    started(async () => {
      using _ = await lock.hold();
      order.push(i);
      await tick();
      order.push(i);
    })
  );
  await tick();
  assertEquals(order, []);
  lock.release();
  for (const thread of threads) await thread.join();
  assertEquals(order, [1, 1, 2, 2, 3, 3]);
  assertFalse(lock.locked());
});

test("17.8 Lock: taken a second time it does not pretend: the blocking form throws, the other one waits", async () => {
  const lock = new Lock();
  lock.acquireSync();
  assertThrows(() => lock.acquireSync(), NotSupportedError, "asynchronous form");
  assertThrows(() => lock.acquireSync({ timeout: 5 }), NotSupportedError);
  assertThrows(() => lock.holdSync(), NotSupportedError);
  assertEquals(lock.acquireSync({ blocking: false }), false);
  assertEquals(lock.acquireSync({ timeout: 0 }), false);
  assertEquals(await lock.acquire({ blocking: false }), false);
  assertEquals(await lock.acquire({ timeout: 1 }), false);
  // The refused calls have left nothing behind.
  const waiting = lock.acquire();
  lock.release();
  assertEquals(await waiting, true);
  lock.release();
  assertFalse(lock.locked());
});

test("17.8 Lock: another thread may release it", async () => {
  const lock = new Lock();
  await lock.acquire();
  started(() => lock.release());
  assertFalse(lock.locked());
});

test("17.8 Lock: a wait ends by its signal, and the next one in line gets the lock", async () => {
  const lock = new Lock();
  await lock.acquire();
  const controller = new AbortController();
  const aborted = lock.acquire({ signal: controller.signal });
  const next = lock.acquire();
  controller.abort(new Error("enough"));
  await assertRejects(() => aborted, Error, "enough");
  lock.release();
  assertEquals(await next, true);
});

test("17.8 Lock, RLock, Semaphore: bad timeouts are refused as in threading", async () => {
  for (const lock of [new Lock(), new RLock()]) {
    await assertRejects(
      () => lock.acquire({ timeout: -1 }),
      RangeError,
      "timeout must be >= 0, got -1",
    );
    assertThrows(() => lock.acquireSync({ timeout: -1 }), RangeError);
    await assertRejects(() => lock.acquire({ blocking: false, timeout: 1 }), RangeError);
    assertFalse(lock.locked());
  }
  await assertRejects(() => new Semaphore().acquire({ blocking: false, timeout: 1 }), RangeError);
});

test("17.8 RLock: its owner takes it again, across awaits, and releases it as often", async () => {
  const lock = new RLock();
  const log: string[] = [];
  const owner = started(async () => {
    await lock.acquire();
    await tick();
    lock.acquireSync();
    await tick();
    using _ = await lock.hold();
    lock.release();
    await tick();
    lock.release();
    log.push(`still ${lock.locked()}`);
  });
  await owner.join();
  assertEquals(log, ["still true"]);
  assertFalse(lock.locked());
});

test("17.8 RLock: other cooperative threads are other owners: they wait, and can't release it", async () => {
  const lock = new RLock();
  const go = new Event();
  const log: string[] = [];
  const owner = started(async () => {
    await lock.acquire();
    await go.wait();
    log.push("released");
    lock.release();
  });
  const other = started(async () => {
    await tick();
    assertThrows(() => lock.release(), RuntimeError, "un-acquired");
    assertEquals(lock.acquireSync({ blocking: false }), false);
    assertThrows(() => lock.acquireSync(), NotSupportedError);
    await lock.acquire();
    log.push("taken");
    await tick();
    lock.release();
  });
  assertThrows(() => lock.release(), RuntimeError, "un-acquired");
  assertEquals(await lock.acquire({ timeout: 1 }), false);
  await tick();
  go.set();
  await owner.join();
  await other.join();
  assertEquals(log, ["released", "taken"]);
  assertFalse(lock.locked());
});

test("17.8 RLock: protects a section with awaits in it between many threads", async () => {
  const lock = new RLock();
  let inside = 0;
  let most = 0;
  let rounds = 0;
  const threads = Array.from({ length: 5 }, () =>
    started(async () => {
      for (let i = 0; i < 20; i++) {
        using _outer = await lock.hold();
        using _inner = await lock.hold();
        most = Math.max(most, ++inside);
        await Promise.resolve();
        inside--;
        rounds++;
      }
    }));
  for (const thread of threads) await thread.join();
  assertEquals([most, rounds], [1, 100]);
});

test("17.8 Semaphore: at most as many inside as there are permits; release(n) lets n go on", async () => {
  const semaphore = new Semaphore(3);
  let inside = 0;
  let most = 0;
  const threads = Array.from({ length: 10 }, () =>
    started(async () => {
      using _ = await semaphore.hold();
      most = Math.max(most, ++inside);
      await tick();
      inside--;
    }));
  for (const thread of threads) await thread.join();
  assertEquals(most, 3);

  const none = new Semaphore(0);
  let passed = 0;
  const waiting = Array.from({ length: 4 }, () =>
    started(async () => {
      await none.acquire();
      passed++;
    }));
  none.release(3);
  for (const thread of waiting.slice(0, 3)) await thread.join();
  await tick();
  assertEquals(passed, 3);
  none.release();
  await waiting[3]!.join();
});

test("17.8 Semaphore: without a permit a poll says false, and the blocking form throws", async () => {
  const semaphore = new Semaphore(0);
  assertEquals(semaphore.acquireSync({ blocking: false }), false);
  assertEquals(semaphore.acquireSync({ timeout: -1 }), false);
  assertEquals(await semaphore.acquire({ timeout: 1 }), false);
  assertThrows(() => semaphore.acquireSync(), NotSupportedError);
  semaphore.release();
  assertEquals(semaphore.acquireSync(), true);
  assertThrows(() => new Semaphore(-1), RangeError, "value must be");
  assertThrows(() => semaphore.release(0), RangeError);
});

test("17.8 BoundedSemaphore: a release too many throws RangeError and changes nothing", async () => {
  const semaphore = new BoundedSemaphore(2);
  assertInstanceOf(semaphore, Semaphore);
  assertThrows(() => semaphore.release(), RangeError, "too many");
  await semaphore.acquire();
  assertThrows(() => semaphore.release(2), RangeError, "too many");
  semaphore.release();
  assertEquals(semaphore.acquireSync(), true);
  assertEquals(semaphore.acquireSync(), true);
  assertEquals(semaphore.acquireSync({ blocking: false }), false);
});

test("17.8 Event: wait goes on with set, also when clear follows at once; all waiters do", async () => {
  const event = new Event();
  const results: boolean[] = [];
  const threads = [1, 2, 3].map(() => started(async () => results.push(await event.wait())));
  event.set();
  event.clear();
  assertFalse(event.isSet());
  for (const thread of threads) await thread.join();
  assertEquals(results, [true, true, true]);
});

test("17.8 Event: does not pretend to be set: false at the timeout, the blocking form throws", async () => {
  const event = new Event();
  assertEquals(await event.wait({ timeout: 1 }), false);
  assertEquals(await event.wait({ timeout: -5 }), false);
  assertEquals(event.waitSync({ timeout: 0 }), false);
  assertThrows(() => event.waitSync(), NotSupportedError, "asynchronous form");
  event.set();
  assertEquals(event.waitSync(), true);
  assertEquals(await event.wait(), true);
});

test("17.8: the objects are instances of threading's classes, but can't be sent", () => {
  assertInstanceOf(new Lock(), threading.Lock);
  assertInstanceOf(new RLock(), threading.RLock);
  assertInstanceOf(new Semaphore(), threading.Semaphore);
  assertInstanceOf(new Event(), threading.Event);
  for (const object of [new Lock(), new RLock(), new Semaphore(), new Event()]) {
    assertThrows(() => pack({ object }, "args"), Error, "can't be sent");
  }
});
