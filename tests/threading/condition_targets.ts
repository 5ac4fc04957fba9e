// What the other threads of the condition tests do; `sync` says in which of the two forms.
import { type Condition, task } from "@weft/concurrency/threading";

export const READY = 0;
export const PHASE = 1;
/** Records of the first waits start here, those of the second ones 8 later: the phase, or -1 if not notified. */
export const RECORDS = 2;
/** Words for up to 8 threads. */
export const SIZE = RECORDS + 16;

/** Waits `times` times, announcing itself under the lock before each. */
export const waitTimes = task(
  import.meta,
  async (cond: Condition, out: Int32Array, i: number, times: number, sync: boolean) => {
    for (let round = 0; round < times; round++) {
      if (sync) cond.acquireSync();
      else await cond.acquire();
      Atomics.add(out, READY, 1);
      const notified = sync ? cond.waitSync() : await cond.wait();
      const phase = out[PHASE]!;
      cond.release();
      Atomics.store(out, RECORDS + 8 * round + i, notified ? phase : -1);
    }
  },
);

/** [i]: milliseconds of a wait that ended at its timeout, -1 if it was notified. */
export const waitFor = task(
  import.meta,
  async (cond: Condition, out: Int32Array, i: number, timeout: number, sync: boolean) => {
    if (sync) cond.acquireSync();
    else await cond.acquire();
    const start = performance.now();
    const notified = sync ? cond.waitSync({ timeout }) : await cond.wait({ timeout });
    Atomics.store(out, i, notified ? -1 : performance.now() - start);
    cond.release();
  },
);

/** Until state[0] is 4; [1]: what waitFor came back with. */
export const waitForFour = task(
  import.meta,
  async (cond: Condition, state: Int32Array, sync: boolean) => {
    if (sync) cond.acquireSync();
    else await cond.acquire();
    const predicate = () => state[0] === 4 && 44;
    const value = sync ? cond.waitForSync(predicate) : await cond.waitFor(predicate);
    Atomics.store(state, 1, state[0] === 4 && value === 44 ? 1 : 2);
    cond.release();
  },
);

export const notify = task(import.meta, (cond: Condition, n: number) => {
  cond.acquireSync();
  cond.notify(n);
  cond.release();
});

/** Each level is taken, the wait frees all of them, and they are there again; [0]: says so. */
export const waitDeep = task(
  import.meta,
  async (cond: Condition, out: Int32Array, sync: boolean) => {
    for (let i = 0; i < 3; i++) cond.acquireSync();
    Atomics.store(out, 1, 1);
    const notified = sync ? cond.waitSync() : await cond.wait();
    let releases = 0;
    try {
      for (;; releases++) cond.release();
    } catch {
      Atomics.store(out, 0, notified && releases === 3 ? 1 : 2);
    }
  },
);

/** Aborts a wait of its own; [0]: 1 if it rejected with the reason and the lock held. */
export const abortWait = task(import.meta, async (cond: Condition, out: Int32Array) => {
  const controller = new AbortController();
  await cond.acquire();
  const wait = cond.wait({ signal: controller.signal });
  setTimeout(() => controller.abort("enough"), 5);
  const reason = await wait.catch((reason) => reason);
  cond.release();
  Atomics.store(out, 0, reason === "enough" ? 1 : 2);
});
