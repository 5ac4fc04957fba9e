// What the other threads of the semaphore, event and barrier tests do; `sync` says in which of the two forms.
import {
  type Barrier,
  BrokenBarrierError,
  type Event,
  type Lockable,
  type Semaphore,
  task,
} from "@weft/concurrency/threading";

/** Acquires twice; [0]: phase, [1] … [3]: acquires in phases 0 to 2, [4]: those that were not true. */
export const acquireTwice = task(
  import.meta,
  async (semaphore: Semaphore, out: Int32Array, sync: boolean) => {
    for (let i = 0; i < 2; i++) {
      const got = sync ? semaphore.acquireSync() : await semaphore.acquire();
      if (!got) Atomics.add(out, 4, 1);
      Atomics.add(out, 1 + Atomics.load(out, 0), 1);
    }
  },
);

/** Tries twice; [0]: true results, [1]: false ones. */
export const tryTwice = task(
  import.meta,
  async (semaphore: Semaphore, out: Int32Array, sync: boolean) => {
    const options = { blocking: false };
    for (let i = 0; i < 2; i++) {
      const got = sync ? semaphore.acquireSync(options) : await semaphore.acquire(options);
      Atomics.add(out, got ? 0 : 1, 1);
    }
  },
);

/** Keeps at most as many inside as there are permits; [0]: inside, [1]: most of them. */
export const inside = task(
  import.meta,
  async (lock: Lockable, out: Int32Array, rounds: number, sync: boolean) => {
    for (let i = 0; i < rounds; i++) {
      using _ = sync ? lock.holdSync() : await lock.hold();
      const now = Atomics.add(out, 0, 1) + 1;
      for (let most; now > (most = Atomics.load(out, 1));) {
        Atomics.compareExchange(out, 1, most, now);
      }
      if (i % 10 === 0) Atomics.wait(out, 2, 0, 0.05);
      Atomics.sub(out, 0, 1);
    }
  },
);

/** Waits twice; [0]: started, [1], [2]: true results of the first and the second wait, [3]: others. */
export const waitTwice = task(
  import.meta,
  async (event: Event, out: Int32Array, sync: boolean) => {
    Atomics.add(out, 0, 1);
    for (let i = 0; i < 2; i++) {
      const got = sync ? event.waitSync() : await event.wait();
      Atomics.add(out, got ? 1 + i : 3, 1);
    }
  },
);

/** [2i], [2i+1]: results of wait(0) and of wait(timeout), 1 or 2; [10+i]: milliseconds of the latter. */
export const waitTimed = task(
  import.meta,
  async (event: Event, out: Int32Array, i: number, timeout: number, sync: boolean) => {
    const wait = async (timeout: number) =>
      (sync ? event.waitSync({ timeout }) : await event.wait({ timeout })) ? 1 : 2;
    Atomics.store(out, 2 * i, await wait(0));
    const start = performance.now();
    Atomics.store(out, 2 * i + 1, await wait(timeout));
    Atomics.store(out, 10 + i, performance.now() - start);
  },
);

export const pulse = task(import.meta, (event: Event) => {
  event.set();
  event.clear();
});

/** [0], [1]: counters A and B, which the barrier keeps in step for `passes` passes; [2]: times they were not. */
export const lockstep = task(
  import.meta,
  async (barrier: Barrier, out: Int32Array, passes: number, sync: boolean) => {
    const n = barrier.parties;
    for (let pass = 0; pass < passes; pass++) {
      Atomics.add(out, 0, 1);
      if (Atomics.load(out, 1) !== n * pass) Atomics.add(out, 2, 1);
      if (sync) barrier.waitSync();
      else await barrier.wait();
      Atomics.add(out, 1, 1);
      if (Atomics.load(out, 0) !== n * (pass + 1)) Atomics.add(out, 2, 1);
      if (sync) barrier.waitSync();
      else await barrier.wait();
    }
  },
);

/** One wait each; [index] += 1, or [BROKEN] += 1, or [OTHER] += 1. */
export const waitOnce = task(
  import.meta,
  async (barrier: Barrier, out: Int32Array, sync: boolean, timeout?: number) => {
    await record(barrier, out, sync, timeout);
  },
);

export const BROKEN = 8;
export const OTHER = 9;

async function record(
  barrier: Barrier,
  out: Int32Array,
  sync: boolean,
  timeout?: number,
): Promise<number | undefined> {
  const options = timeout === undefined ? undefined : { timeout };
  try {
    const index = sync ? barrier.waitSync(options) : await barrier.wait(options);
    Atomics.add(out, index, 1);
    return index;
  } catch (error) {
    Atomics.add(out, error instanceof BrokenBarrierError ? BROKEN : OTHER, 1);
  }
}

/** The one that got 2 aborts instead of waiting again. */
export const abortSecond = task(
  import.meta,
  async (barrier: Barrier, first: Int32Array, second: Int32Array, sync: boolean) => {
    const index = await record(barrier, first, sync);
    if (index === 2) barrier.abort();
    else if (index !== undefined) await record(barrier, second, sync);
  },
);

/** The one that got 2 resets when the others wait again; then all pass. */
export const resetSecond = task(
  import.meta,
  async (
    barrier: Barrier,
    passes: readonly [Int32Array, Int32Array, Int32Array],
    again: Barrier,
    sync: boolean,
  ) => {
    const index = await record(barrier, passes[0], sync);
    if (index === 2) {
      while (barrier.nWaiting < 4) Atomics.wait(passes[0], OTHER, 0, 1);
      barrier.reset();
    } else {
      await record(barrier, passes[1], sync);
    }
    if (sync) again.waitSync();
    else await again.wait();
    await record(barrier, passes[2], sync);
  },
);

/** The one that got 2 comes back only after the others' timeout. */
export const lateSecond = task(
  import.meta,
  async (
    barrier: Barrier,
    first: Int32Array,
    second: Int32Array,
    late: number,
    timeout: number | undefined,
    sync: boolean,
  ) => {
    const index = await record(barrier, first, sync);
    if (index === 2) Atomics.wait(first, OTHER, 0, late);
    await record(barrier, second, sync, timeout);
  },
);

const acted = new Int32Array(new SharedArrayBuffer(4));

/** An action that other threads can run too: counts its runs in the thread where it does. */
export const act = task(import.meta, () => {
  Atomics.add(acted, 0, 1);
});

export const actAndFail = task(import.meta, () => {
  throw new RangeError("the action failed");
});

/** Waits as the last one, and stores how often the action has run here. */
export const waitAndCount = task(
  import.meta,
  async (barrier: Barrier, out: Int32Array, sync: boolean) => {
    const index = sync ? barrier.waitSync() : await barrier.wait();
    Atomics.store(out, 0, index + 1);
    Atomics.store(out, 1, Atomics.load(acted, 0));
  },
);

/** [0]: 1 if the wait failed with the action's error. */
export const waitAndFail = task(
  import.meta,
  async (barrier: Barrier, out: Int32Array, sync: boolean) => {
    try {
      if (sync) barrier.waitSync();
      else await barrier.wait();
    } catch (error) {
      Atomics.store(out, 0, (error as Error).message === "the action failed" ? 1 : 2);
    }
  },
);
