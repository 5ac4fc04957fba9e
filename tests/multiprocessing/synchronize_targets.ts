// What child processes do with what processes share; `sync` says in which of the two forms.
import { type Lockable, task } from "@weft/concurrency/threading";
import type {
  Synchronized,
  SynchronizedArray,
  SynchronizedString,
} from "../../multiprocessing/sharedctypes/mod.ts";
import type { Barrier, Condition, Event, Semaphore } from "../../multiprocessing/synchronize.ts";

/** [0]: has started, [1]: has ended; added to. */
export const pass = task(
  import.meta,
  async (lock: Lockable, out: Int32Array, sync: boolean) => {
    Atomics.add(out, 0, 1);
    await take(lock, sync);
    lock.release();
    Atomics.add(out, 1, 1);
  },
);

export const release = task(import.meta, (lock: Lockable) => lock.release());

/** [0]: 1 if a release threw RuntimeError; [1]: 2 if it could not be taken. */
export const releaseNotMine = task(
  import.meta,
  async (lock: Lockable, out: Int32Array, sync: boolean) => {
    try {
      lock.release();
    } catch (error) {
      out[0] = (error as Error).name === "RuntimeError" ? 1 : 2;
    }
    const taken = sync ? lock.acquireSync({ timeout: 5 }) : await lock.acquire({ timeout: 5 });
    out[1] = taken ? 1 : 2;
  },
);

/** Adds one, in two steps that only the lock keeps together. */
export const increment = task(
  import.meta,
  async (lock: Lockable, count: { value: number }, rounds: number, sync: boolean) => {
    for (let i = 0; i < rounds; i++) {
      await take(lock, sync);
      count.value++;
      lock.release();
    }
  },
);

async function take(lock: Lockable, sync: boolean): Promise<void> {
  if (sync) lock.acquireSync();
  else await lock.acquire();
}

/** Waits for the condition, and notes it in `woken`; out[0]: is about to wait. */
export const sleepOn = task(
  import.meta,
  async (cv: Condition, sleeping: Semaphore, woken: Semaphore, sync: boolean, timeout?: number) => {
    using _ = await cv.hold();
    sleeping.release();
    if (sync) cv.waitSync({ timeout });
    else await cv.wait({ timeout });
    woken.release();
  },
);

/** Sets the value to 0, and waits until it is 4. */
export const waitForFour = task(
  import.meta,
  async (cv: Condition, state: { value: number }, sync: boolean) => {
    using _ = await cv.hold();
    state.value = 0;
    cv.notify();
    const isFour = () => state.value === 4;
    const done = sync
      ? cv.waitForSync(isFour, { timeout: 10_000 })
      : await cv.waitFor(isFour, { timeout: 10_000 });
    if (!done) throw new Error(`never 4, but ${state.value}`);
  },
);

export const notify = task(import.meta, async (cv: Condition) => {
  using _ = await cv.hold();
  cv.notify();
});

/** Sets the event a moment later. */
export const setLater = task(import.meta, async (event: Event, milliseconds: number) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  event.set();
});

/** out[0]: 1 when the event was set. */
export const waitForEvent = task(
  import.meta,
  async (event: Event, ready: Semaphore, out: Int32Array, sync: boolean) => {
    ready.release();
    out[0] = (sync ? event.waitSync() : await event.wait()) ? 1 : 2;
  },
);

/** In step with the others: nobody is in the second half of a round while anybody is in the first one. */
export const inStep = task(
  import.meta,
  async (barrier: Barrier, counts: Int32Array, rounds: number, sync: boolean) => {
    for (let round = 0; round < rounds; round++) {
      Atomics.add(counts, 0, 1);
      expect(Atomics.load(counts, 1), round * barrier.parties);
      await meet(barrier, sync);
      Atomics.add(counts, 1, 1);
      expect(Atomics.load(counts, 0), (round + 1) * barrier.parties);
      await meet(barrier, sync);
    }
  },
);

/** out[0]: those who got index 0; out[1]: sum of the indexes. */
export const noteIndex = task(
  import.meta,
  async (barrier: Barrier, out: Int32Array, sync: boolean) => {
    const index = await meet(barrier, sync);
    if (index === 0) Atomics.add(out, 0, 1);
    Atomics.add(out, 1, index);
  },
);

/** out[0]: those who got through; out[1]: those who met a broken barrier. */
export const meetOnce = task(
  import.meta,
  async (barrier: Barrier, out: Int32Array, sync: boolean, timeout?: number) => {
    try {
      if (sync) barrier.waitSync({ timeout });
      else await barrier.wait({ timeout });
      Atomics.add(out, 0, 1);
    } catch (error) {
      if ((error as Error).name !== "BrokenBarrierError") throw error;
      Atomics.add(out, 1, 1);
    }
  },
);

/** What a barrier does when all have come. */
export const failing = task(import.meta, () => {
  throw new Error("in the action");
});

/** out[0]: 1 when the action failed here. */
export const meetFailing = task(import.meta, async (barrier: Barrier, out: Int32Array) => {
  const error = await barrier.wait().then(() => undefined, (error) => error as Error);
  out[0] = error?.message === "in the action" ? 1 : 2;
});

/** Takes it and never gives it back; out[0]: has it. */
export const keep = task(import.meta, (lock: Lockable, out: Int32Array) => {
  lock.acquireSync();
  Atomics.store(out, 0, 1);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});

/** Meets, again and again, until it is killed. */
export const meetForEver = task(
  import.meta,
  async (barrier: Barrier, out: Int32Array, sync: boolean) => {
    for (;;) {
      Atomics.add(out, 0, 1);
      await meet(barrier, sync);
    }
  },
);

async function meet(barrier: Barrier, sync: boolean): Promise<number> {
  return sync ? barrier.waitSync() : await barrier.wait();
}

function expect(found: number, expected: number): void {
  if (found !== expected) throw new Error(`${found} instead of ${expected}`);
}

/** Assigns new values. */
export const assign = task(
  import.meta,
  (values: { value: unknown }[], assigned: readonly unknown[]) =>
    values.forEach((value, i) => value.value = assigned[i]),
);

/** Each element becomes the sum of those up to it. */
export const sumUp = task(import.meta, (numbers: SynchronizedArray<number>) => {
  for (let i = 1; i < numbers.length; i++) {
    using _ = numbers.holdSync();
    numbers.set(i, numbers.at(i)! + numbers.at(i - 1)!);
  }
});

export const negate = task(import.meta, (numbers: Float64Array) => {
  for (let i = 0; i < numbers.length; i++) numbers[i] = -numbers[i]!;
});

/** As the example of Python's documentation. */
export const modify = task(
  import.meta,
  (
    n: Synchronized<number>,
    x: { value: number },
    s: SynchronizedString,
    points: SynchronizedArray<number>,
  ) => {
    n.value **= 2;
    x.value **= 2;
    s.value = s.value.toUpperCase();
    for (let i = 0; i < points.length; i++) points.set(i, points.at(i)! ** 2);
  },
);

/** [0]: 1 at once, 2 a moment later, and nobody is told. */
export const storeSilently = task(import.meta, async (out: Int32Array) => {
  Atomics.store(out, 0, 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  Atomics.store(out, 0, 2);
});

/** Adds one, without the event loop. */
export const incrementBlocking = task(
  import.meta,
  (lock: Lockable, count: { value: number }, rounds: number) => {
    for (let i = 0; i < rounds; i++) {
      lock.acquireSync();
      count.value++;
      lock.release();
    }
  },
);
