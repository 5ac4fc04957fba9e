import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { BrokenBarrierError, Semaphore as ThreadSemaphore } from "@weft/concurrency/threading";
import { RuntimeError } from "../../_runtime/errors.ts";
import { dumps } from "../../multiprocessing/reduction.ts";
import { loadsSync } from "../../multiprocessing/revival.ts";
import { RawArray, RawValue } from "../../multiprocessing/sharedctypes/mod.ts";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  Semaphore,
} from "../../multiprocessing/synchronize.ts";
import { turn, until } from "../_sync/threads.ts";
import { start } from "../threading/sync_threads.ts";
import { joinProcesses, runtimes, startProcess } from "./processes.ts";
import * as targets from "./synchronize_targets.ts";

const ints = (): Int32Array => RawArray("i", 4) as Int32Array;

test("17.2.2.5 Semaphore: getValue and locked follow the permits", async () => {
  const semaphore = new Semaphore(2);
  assert(semaphore instanceof ThreadSemaphore);
  assertEquals(semaphore.getValue(), 2);
  assertStrictEquals(await semaphore.acquire(), true);
  assertEquals([semaphore.getValue(), semaphore.locked()], [1, false]);
  assertStrictEquals(semaphore.acquireSync(), true);
  assertEquals([semaphore.getValue(), semaphore.locked()], [0, true]);
  assertStrictEquals(semaphore.acquireSync({ blocking: false }), false);
  for (let value = 1; value <= 4; value++) {
    assertStrictEquals(semaphore.release(), undefined);
    assertEquals(semaphore.getValue(), value);
  }
  assertEquals(new Semaphore().getValue(), 1);
  assertThrows(() => new Semaphore(-1), RangeError, "value must be >= 0, got -1");
});

test("17.2.2.5 BoundedSemaphore: a release above the start value throws RangeError, and changes nothing", () => {
  const semaphore = new BoundedSemaphore(2);
  assert(semaphore instanceof Semaphore);
  assert(semaphore.acquireSync());
  assert(semaphore.acquireSync());
  assertEquals(semaphore.getValue(), 0);
  assertFalse(semaphore.acquireSync({ blocking: false }));
  semaphore.release(2);
  assertThrows(() => semaphore.release(), RangeError, "released too many times");
  assertEquals(semaphore.getValue(), 2);
});

test("17.2.2.5: each kind comes back as the same object, and elsewhere with the state it has", () => {
  const lock = new Lock();
  const all = [
    new Semaphore(3),
    new BoundedSemaphore(2),
    new Event(),
    new Condition(lock),
    new Barrier(2, { timeout: 5 }),
    lock,
  ];
  const { bytes, fds } = dumps(all, "value");
  const back = loadsSync(bytes, fds) as unknown[];
  back.forEach((object, i) => assertStrictEquals(object, all[i]));
});

test("17.2.2.5 Condition: what needs its lock throws RuntimeError without it", async () => {
  const cv = new Condition();
  assertThrows(() => cv.notify(), RuntimeError, "cannot notify on un-acquired lock");
  assertThrows(() => cv.waitSync({ timeout: 5 }), RuntimeError, "cannot wait on un-acquired lock");
  await assertRejects(() => cv.wait(), RuntimeError, "cannot wait on un-acquired lock");
  assertThrows(() => cv.release(), RuntimeError);
});

test("17.2.2.5 Condition: a wait without a notifier is false at the timeout", async () => {
  const cv = new Condition();
  using _ = await cv.hold();
  for (const timeout of [0, 100]) {
    const began = performance.now();
    assertStrictEquals(await cv.wait({ timeout }), false);
    assertStrictEquals(cv.waitSync({ timeout }), false);
    assertGreaterOrEqual(performance.now() - began, 2 * timeout - 1);
  }
});

test("17.2.2.5 Event: wait is false before set, true after it, and again false after clear", async () => {
  const event = new Event();
  assertFalse(event.isSet());
  assertStrictEquals(event.waitSync({ timeout: 0 }), false);
  assertStrictEquals(await event.wait({ timeout: 100 }), false);
  event.set();
  assert(event.isSet());
  assertStrictEquals(await event.wait(), true);
  assertStrictEquals(event.waitSync({ timeout: 100 }), true);
  event.clear();
  assertStrictEquals(event.waitSync({ timeout: 0 }), false);
});

test("17.2.2.5 Barrier: one of a single party lets pass again and again", async () => {
  const barrier = new Barrier(1);
  assertEquals([barrier.waitSync(), await barrier.wait()], [0, 0]);
  assertThrows(() => new Barrier(0), RangeError, "parties");
});

test("17.2.2.5 Barrier: with a default timeout that one party misses all get BrokenBarrierError", async () => {
  const barrier = new Barrier(2, { timeout: 100 });
  const child = startProcess(targets.meetOnce, [barrier, ints(), false]);
  await until(() => barrier.nWaiting === 1 || barrier.broken);
  await until(() => barrier.broken);
  await assertRejects(() => barrier.wait(), BrokenBarrierError);
  await joinProcesses(child);
});

for (const runtime of runtimes) {
  test(`17.2.2.5 Barrier, ${runtime}: the action runs in the process that came last; its error breaks it`, async () => {
    const [barrier, out] = [new Barrier(2, { action: targets.failing }), ints()];
    const wait = assertRejects(() => barrier.wait(), BrokenBarrierError);
    const child = startProcess(targets.meetFailing, [barrier, out], runtime);
    await wait;
    await joinProcesses(child);
    assertEquals(out[0], 1);
  });

  for (const sync of [true, false]) {
    const way = `${runtime}, ${sync ? "blocking" : "asynchronous"}`;

    test(`17.2.2.5 Semaphore, ${way}: a release lets so many processes go on`, async () => {
      const [semaphore, out] = [new Semaphore(0), ints()];
      const children = [1, 2].map(() =>
        startProcess(targets.pass, [semaphore, out, sync], runtime)
      );
      await until(() => Atomics.load(out, 0) === 2);
      semaphore.release(1);
      // Each gives it back, so one is enough for both.
      await joinProcesses(...children);
      assertEquals([out[1], semaphore.getValue()], [2, 1]);
    });

    test(`17.2.2.5 Condition, ${way}: a notify wakes one, a process or a thread`, async () => {
      const [cv, sleeping, woken] = [new Condition(), new Semaphore(0), new Semaphore(0)];
      const child = startProcess(targets.sleepOn, [cv, sleeping, woken, sync], runtime);
      const thread = start(targets.sleepOn, cv, sleeping, woken, sync);
      await sleeping.acquire();
      await sleeping.acquire();
      for (let n = 0; n < 2; n++) {
        // Both wait as soon as the lock is free.
        using _ = await cv.hold();
        await turn(20);
        assertEquals(woken.getValue(), n);
        cv.notify();
        _[Symbol.dispose]();
        await until(() => woken.getValue() === n + 1);
        await turn(20);
        assertEquals(woken.getValue(), n + 1);
      }
      await thread.join();
      await joinProcesses(child);
    });

    test(`17.2.2.5 Condition, ${way}: notifyAll wakes all; a timeout does, too`, async () => {
      const [cv, sleeping, woken] = [new Condition(), new Semaphore(0), new Semaphore(0)];
      const late = startProcess(targets.sleepOn, [cv, sleeping, woken, sync, 100], runtime);
      await joinProcesses(late);
      assertEquals(woken.getValue(), 1);
      const children = [1, 2].map(() =>
        startProcess(targets.sleepOn, [cv, sleeping, woken, sync], runtime)
      );
      for (let i = 0; i < 3; i++) await sleeping.acquire();
      {
        using _ = await cv.hold();
        cv.notifyAll();
      }
      await joinProcesses(...children);
      assertEquals(woken.getValue(), 3);
    });

    test(`17.2.2.5 Condition, ${way}: waitFor goes on when another process has made it true`, async () => {
      const [cv, state] = [new Condition(), RawValue("i", -1)];
      using held = await cv.hold();
      const child = startProcess(targets.waitForFour, [cv, state, sync], runtime);
      assert(await cv.waitFor(() => state.value === 0, { timeout: 10_000 }));
      held[Symbol.dispose]();
      for (let i = 0; i < 4; i++) {
        using _ = await cv.hold();
        state.value++;
        cv.notify();
      }
      await joinProcesses(child);
    });

    test(`17.2.2.5 Condition, ${way}: a wait is true when a process notifies`, async () => {
      const cv = new Condition();
      using _ = await cv.hold();
      const child = startProcess(targets.notify, [cv], runtime);
      assertStrictEquals(
        sync ? cv.waitSync({ timeout: 10_000 }) : await cv.wait({ timeout: 10_000 }),
        true,
      );
      await joinProcesses(child);
    });

    test(`17.2.2.5 Event, ${way}: set wakes those who wait, also when clear follows at once`, async () => {
      const [event, ready, out] = [new Event(), new Semaphore(0), ints()];
      const child = startProcess(targets.waitForEvent, [event, ready, out, sync], runtime);
      await ready.acquire();
      await turn(20);
      event.set();
      event.clear();
      await joinProcesses(child);
      assertEquals(out[0], 1);
    });

    test(`17.2.2.5 Event, ${way}: a wait ends when a process sets it`, async () => {
      const event = new Event();
      const child = startProcess(targets.setLater, [event, 20], runtime);
      assertStrictEquals(sync ? event.waitSync() : await event.wait(), true);
      await joinProcesses(child);
    });

    test(`17.2.2.5 Barrier, ${way}: processes and threads go in step`, async () => {
      const [barrier, counts] = [new Barrier(4, { timeout: 15_000 }), ints()];
      const children = [1, 2].map(() =>
        startProcess(targets.inStep, [barrier, counts, 10, sync], runtime)
      );
      const thread = start(targets.inStep, barrier, counts, 10, !sync);
      await targets.inStep(barrier, counts, 10, false);
      await thread.join();
      await joinProcesses(...children);
      assertEquals([barrier.parties, barrier.nWaiting, barrier.broken], [4, 0, false]);
    });

    test(`17.2.2.5 Barrier, ${way}: each gets an index of its own`, async () => {
      const out = ints();
      const barrier = new Barrier(3, { timeout: 15_000 });
      const children = [1, 2].map(() =>
        startProcess(targets.noteIndex, [barrier, out, sync], runtime)
      );
      await targets.noteIndex(barrier, out, false);
      await joinProcesses(...children);
      assertEquals([out[0], out[1]], [1, 0 + 1 + 2]);
    });

    test(`17.2.2.5 Barrier, ${way}: abort and reset end the waits of others by BrokenBarrierError`, async () => {
      const [barrier, out] = [new Barrier(3), ints()];
      for (const end of ["reset", "abort"] as const) {
        const children = [1, 2].map(() =>
          startProcess(targets.meetOnce, [barrier, out, sync], runtime)
        );
        await until(() => barrier.nWaiting === 2);
        barrier[end]();
        await joinProcesses(...children);
        assertEquals(barrier.broken, end === "abort");
      }
      assertEquals([out[0], out[1]], [0, 4]);
      await assertRejects(() => barrier.wait(), BrokenBarrierError);
    });
  }
}
