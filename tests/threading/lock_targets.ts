// What the other threads of the lock tests do; `sync` says in which of the two forms.
import { type Lockable, task } from "@weft/concurrency/threading";

/** [0]: has started, [1]: has ended; added to. */
export const pass = task(
  import.meta,
  async (lock: Lockable, out: Int32Array, sync: boolean) => {
    Atomics.add(out, 0, 1);
    if (sync) lock.acquireSync();
    else await lock.acquire();
    lock.release();
    Atomics.add(out, 1, 1);
  },
);

/** The same for a thread that may not be asynchronous at all. */
export const passSync = task(import.meta, (lock: Lockable, out: Int32Array) => {
  lock.acquireSync();
  lock.release();
  Atomics.add(out, 1, 1);
});

/** [0]: 1 after the first acquire, 2 after the second. */
export const twice = task(
  import.meta,
  async (lock: Lockable, out: Int32Array, sync: boolean) => {
    for (const phase of [1, 2]) {
      if (sync) lock.acquireSync();
      else await lock.acquire();
      Atomics.store(out, 0, phase);
    }
    lock.release();
  },
);

export const release = task(import.meta, (lock: Lockable) => lock.release());

/** [0]: 1 if RuntimeError, 2 if another error, 3 if none. */
export const releaseNotMine = task(import.meta, (lock: Lockable, out: Int32Array) => {
  try {
    lock.release();
    Atomics.store(out, 0, 3);
  } catch (error) {
    Atomics.store(out, 0, (error as Error).name === "RuntimeError" ? 1 : 2);
  }
});

/** [0]: 1 if it was taken (and freed again), 2 if not; [1]: milliseconds. */
export const tryFor = task(
  import.meta,
  async (
    lock: Lockable,
    options: { timeout?: number; blocking?: boolean },
    out: Int32Array,
    sync: boolean,
  ) => {
    const start = performance.now();
    const taken = sync ? lock.acquireSync(options) : await lock.acquire(options);
    if (taken) lock.release();
    Atomics.store(out, 1, performance.now() - start);
    Atomics.store(out, 0, taken ? 1 : 2);
  },
);

/** Waits with a signal that is aborted while it waits; [0]: 1 if the reason came back, [1] set while it waits. */
export const abortOne = task(import.meta, async (lock: Lockable, out: Int32Array) => {
  const controller = new AbortController();
  const wait = lock.acquire({ signal: controller.signal });
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, 5);
  await promise;
  Atomics.store(out, 1, 1);
  controller.abort("enough");
  Atomics.store(out, 0, await wait.then(() => 2, (reason) => reason === "enough" ? 1 : 3));
});

/** Adds one, in two steps that only the lock keeps together. */
export const increment = task(
  import.meta,
  async (lock: Lockable, cell: Int32Array, rounds: number, sync: boolean) => {
    for (let i = 0; i < rounds; i++) {
      if (sync) lock.acquireSync();
      else await lock.acquire();
      const value = cell[0]!;
      // Every now and then long enough for the others to come.
      if (i % 10 === 0) Atomics.wait(cell, 1, 0, 0.01);
      cell[0] = value + 1;
      lock.release();
    }
  },
);

/** Holds the lock until go[0] is set; out[0] says that it does. */
export const holdUntil = task(import.meta, (lock: Lockable, out: Int32Array, go: Int32Array) => {
  lock.acquireSync();
  Atomics.store(out, 0, 1);
  Atomics.wait(go, 0, 0);
  lock.release();
});
