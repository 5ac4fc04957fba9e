// Processes that are killed while they have, or wait for, what processes share.
import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertRejects, assertThrows } from "@std/assert";
import { BrokenBarrierError } from "@weft/concurrency/threading";
import { RawArray } from "../../multiprocessing/sharedctypes/mod.ts";
import {
  Barrier,
  Condition,
  Event,
  Lock,
  RLock,
  Semaphore,
} from "../../multiprocessing/synchronize.ts";
import { turn, until } from "../_sync/threads.ts";
import {
  type Child,
  joinProcesses,
  killProcess,
  runtimes,
  sendSignal,
  startProcess,
} from "./processes.ts";
import * as targets from "./synchronize_targets.ts";

const ints = (): Int32Array => RawArray("i", 4) as Int32Array;
const STOP = 19;

for (const runtime of runtimes) {
  for (const create of [() => new Lock(), () => new RLock(), () => new Semaphore()]) {
    const { name } = create().constructor;

    test(`${name}: killed with it, a process of ${runtime} keeps it; waits time out`, async () => {
      const [lock, out] = [create(), ints()];
      const holder = startProcess(targets.keep, [lock, out], runtime);
      await until(() => Atomics.load(out, 0) === 1);
      await killProcess(holder);
      assertFalse(lock.acquireSync({ timeout: 20 }));
      assertFalse(await lock.acquire({ timeout: 20 }));
      assertFalse(lock.acquireSync({ blocking: false }));
      if (lock instanceof RLock) assertThrows(() => lock.release(), Error, "un-acquired");
      else lock.release();
    });

    for (const sync of [true, false]) {
      const way = `a process of ${runtime} that waits ${sync ? "blocking" : "asynchronously"}`;

      test(`${name}: killed, ${way} is in nobody's way`, async () => {
        const [lock, out] = [create(), ints()];
        await lock.acquire();
        const first = startProcess(targets.pass, [lock, out, sync], runtime);
        await until(() => Atomics.load(out, 0) === 1);
        const second = startProcess(targets.pass, [lock, out, sync], runtime);
        await until(() => Atomics.load(out, 0) === 2);
        await turn(20);
        await killProcess(first);
        lock.release();
        await joinProcesses(second);
        assert(lock.acquireSync({ timeout: 0 }));
      });

      test(`${name}: killed when it was woken, ${way} takes the wake-up from nobody`, async () => {
        const [lock, out] = [create(), ints()];
        await lock.acquire();
        const waiters: Child[] = [];
        for (let n = 1; n <= 2; n++) {
          waiters.push(startProcess(targets.pass, [lock, out, sync], runtime));
          await until(() => Atomics.load(out, 0) === n);
        }
        await turn(20);
        // Stopped, it is woken all the same, and does not come to take the lock.
        sendSignal(waiters[0]!, STOP);
        lock.release();
        await killProcess(waiters[0]!);
        await joinProcesses(waiters[1]!);
        assertEquals(out[1], 1);
        assert(lock.acquireSync({ timeout: 0 }));
      });
    }
  }

  for (const sync of [true, false]) {
    const way = `a process of ${runtime} that waits ${sync ? "blocking" : "asynchronously"}`;

    test(`Condition: no notification goes to ${way} and was killed`, async () => {
      const [cv, sleeping, woken] = [new Condition(), new Semaphore(0), new Semaphore(0)];
      const dead = [1, 2, 3].map(() =>
        startProcess(targets.sleepOn, [cv, sleeping, woken, sync], runtime)
      );
      for (let i = 0; i < 3; i++) await sleeping.acquire();
      const alive = startProcess(targets.sleepOn, [cv, sleeping, woken, sync], runtime);
      await sleeping.acquire();
      {
        // Now all of them wait.
        using _ = await cv.hold();
      }
      for (const child of dead) await killProcess(child);
      {
        using _ = await cv.hold();
        cv.notify();
      }
      await joinProcesses(alive);
      assertEquals(woken.getValue(), 1);
      using _ = await cv.hold();
      cv.notifyAll();
      assertEquals(await cv.wait({ timeout: 1 }), false);
    });

    test(`Event: killed, ${way} harms nobody`, async () => {
      const [event, ready, out] = [new Event(), new Semaphore(0), ints()];
      const first = startProcess(targets.waitForEvent, [event, ready, out, sync], runtime);
      await ready.acquire();
      const second = startProcess(targets.waitForEvent, [event, ready, out, sync], runtime);
      await ready.acquire();
      await turn(20);
      await killProcess(first);
      event.set();
      await joinProcesses(second);
      assertEquals(out[0], 1);
    });

    test(`Barrier: killed, ${way} is missed by those with a timeout, and by nobody after a reset`, async () => {
      const [barrier, out] = [new Barrier(2), ints()];
      const child = startProcess(targets.meetForEver, [barrier, out, sync], runtime);
      for (let round = 0; round < 3; round++) await barrier.wait({ timeout: 15_000 });
      await until(() => barrier.nWaiting === 1);
      await killProcess(child);
      // It counts as one that has come.
      await barrier.wait({ timeout: 15_000 });
      await assertRejects(() => barrier.wait({ timeout: 50 }), BrokenBarrierError);
      barrier.reset();
      for (let round = 0; round < 4; round++) {
        const both = [barrier.wait({ timeout: 15_000 }), barrier.wait({ timeout: 15_000 })];
        assertEquals((await Promise.all(both)).sort(), [0, 1]);
      }
    });
  }
}
