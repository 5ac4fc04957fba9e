// What the threads of the stress tests do.
import {
  type Barrier,
  type Condition,
  type Event,
  type Lock,
  type RLock,
  type Semaphore,
  task,
} from "@weft/concurrency/threading";

/** A wait that lasts so long is stuck, and ends the test with the wrong count. */
const STUCK = 50_000;

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** out[0] = sum of all indexes, out[1]: times that somebody was not in step. */
export const meet = task(
  import.meta,
  async (barrier: Barrier, steps: Int32Array, out: Int32Array, i: number, rounds: number) => {
    let sum = 0;
    for (let round = 1; round <= rounds; round++) {
      Atomics.store(steps, i, round);
      sum += i % 2 === 0 ? barrier.waitSync({ timeout: STUCK }) : await barrier.wait();
      // Whoever has passed is at most one round ahead of those who have not yet left.
      for (let k = 0; k < barrier.parties; k++) {
        const at = Atomics.load(steps, k);
        if (at !== round && at !== round + 1) Atomics.add(out, 1, 1);
      }
    }
    Atomics.add(out, 0, sum);
  },
);

export const READY = 0;
export const WOKEN = 1;
export const DONE = 2;

/** Waits until [DONE]; counts under the lock that it waits, and that it was woken. */
export const waiter = task(
  import.meta,
  async (cond: Condition, out: Int32Array, sync: boolean) => {
    if (sync) cond.acquireSync();
    else await cond.acquire();
    while (out[DONE] === 0) {
      out[READY]!++;
      if (!(sync ? cond.waitSync({ timeout: STUCK }) : await cond.wait())) break;
      out[WOKEN]!++;
    }
    cond.release();
  },
);

/** Takes permits in every way; out[0]: inside, [1]: most, [2]: taken, [3]: given up. */
export const permits = task(
  import.meta,
  async (semaphore: Semaphore, out: Int32Array, most: number, rounds: number, i: number) => {
    let taken = 0;
    let gone = 0;
    const enter = () => {
      const now = Atomics.add(out, 0, 1) + 1;
      if (now > most) Atomics.store(out, 1, now);
      taken++;
    };
    const leave = () => {
      Atomics.sub(out, 0, 1);
      semaphore.release();
    };
    const blocking = (count: number) => {
      for (let k = 0; k < count; k++) {
        if (!semaphore.acquireSync(k % 3 === 0 ? { timeout: 0.05 } : { timeout: STUCK })) gone++;
        else {
          enter();
          leave();
        }
      }
    };
    const waiting = async (count: number) => {
      for (let k = 0; k < count; k++) {
        const controller = new AbortController();
        const options = [undefined, { timeout: 1 }, { signal: controller.signal }][k % 3];
        const wait = semaphore.acquire(options);
        if (k % 3 === 2) queueMicrotask(() => controller.abort());
        if (!await wait.catch(() => false)) gone++;
        else {
          enter();
          if (k % 100 === 0) await Promise.resolve();
          leave();
        }
      }
    };
    // Never blocks while code of its own thread has a permit: that one lets it go before the event loop turns.
    if (i % 3 === 0) blocking(rounds);
    else if (i % 3 === 1) await Promise.all([0, 1].map(() => waiting(rounds / 2)));
    else {
      const tasks = waiting(rounds / 2);
      for (let left = rounds / 2; left > 0; left -= 50) {
        await turn();
        blocking(Math.min(50, left));
      }
      await tasks;
    }
    Atomics.add(out, 2, taken);
    Atomics.add(out, 3, gone);
  },
);

/** Waits for the event again and again until out[0]; [1] += waits that were true, [2] those that were not. */
export const storm = task(
  import.meta,
  async (event: Event, out: Int32Array, sync: boolean) => {
    Atomics.add(out, 3, 1);
    while (Atomics.load(out, 0) === 0) {
      const got = sync ? event.waitSync({ timeout: STUCK }) : await event.wait({ timeout: STUCK });
      Atomics.add(out, got ? 1 : 2, 1);
    }
    Atomics.sub(out, 3, 1);
  },
);

/** Answers each set of `mine` by a set of `other`. */
export const pingPong = task(
  import.meta,
  async (mine: Event, other: Event, rounds: number, out: Int32Array, sync: boolean) => {
    for (let i = 0; i < rounds; i++) {
      if (!(sync ? mine.waitSync({ timeout: STUCK }) : await mine.wait())) return;
      mine.clear();
      other.set();
      Atomics.add(out, 0, 1);
    }
  },
);

/** Two forks, the lower one first; a meal is counted in two steps that only both forks keep together. */
export const philosopher = task(
  import.meta,
  async (forks: Lock[], meals: Int32Array, i: number, count: number) => {
    const next = (i + 1) % forks.length;
    const [a, b] = [forks[Math.min(i, next)]!, forks[Math.max(i, next)]!];
    for (let meal = 0; meal < count; meal++) {
      using _a = i % 2 === 0 ? a.holdSync() : await a.hold();
      using _b = i % 2 === 0 ? b.holdSync() : await b.hold();
      // Each fork counts its uses, without Atomics.
      for (const fork of [i, next]) meals[fork]! += 1;
    }
  },
);

/**
 * Readers together, writers alone: out[0] readers that have come, [1] value, [2] its copy, [3] reads, [4] clashes,
 * [5] readers that are reading.
 */
export const reader = task(
  import.meta,
  async (turnstile: RLock, roomEmpty: Semaphore, out: Int32Array, count: number, sync: boolean) => {
    for (let k = 0; k < count; k++) {
      {
        using _ = sync ? turnstile.holdSync() : await turnstile.hold();
        if (++out[0]! === 1) {
          if (sync) roomEmpty.acquireSync();
          else await roomEmpty.acquire();
        }
      }
      Atomics.add(out, 5, 1);
      if (out[1] !== out[2]) Atomics.add(out, 4, 1);
      Atomics.add(out, 3, 1);
      Atomics.sub(out, 5, 1);
      using _ = sync ? turnstile.holdSync() : await turnstile.hold();
      if (--out[0]! === 0) roomEmpty.release();
    }
  },
);

export const writer = task(
  import.meta,
  async (roomEmpty: Semaphore, out: Int32Array, count: number, sync: boolean) => {
    for (let k = 0; k < count; k++) {
      using _ = sync ? roomEmpty.holdSync() : await roomEmpty.hold();
      if (Atomics.load(out, 5) !== 0) Atomics.add(out, 4, 1);
      out[1]!++;
      out[2]!++;
    }
  },
);

export interface Shop {
  /** [0]: customers waiting, [1]: haircuts, [2]: sent away. */
  readonly out: Int32Array;
  readonly mutex: Lock;
  readonly customers: Semaphore;
  readonly barber: Semaphore;
  readonly finished: Semaphore;
  readonly chairs: number;
}

export const barber = task(import.meta, async (shop: Shop, cuts: number, sync: boolean) => {
  for (let k = 0; k < cuts; k++) {
    if (sync) shop.customers.acquireSync();
    else await shop.customers.acquire();
    {
      using _ = sync ? shop.mutex.holdSync() : await shop.mutex.hold();
      shop.out[0]!--;
      shop.out[1]!++;
    }
    shop.barber.release();
    shop.finished.release();
  }
});

/** Comes again when it was sent away, until it has had its haircuts. */
export const customer = task(import.meta, async (shop: Shop, cuts: number, sync: boolean) => {
  for (let k = 0; k < cuts;) {
    let seated = false;
    {
      using _ = sync ? shop.mutex.holdSync() : await shop.mutex.hold();
      if (shop.out[0]! < shop.chairs) {
        shop.out[0]!++;
        shop.customers.release();
        seated = true;
      } else {
        shop.out[2]!++;
      }
    }
    if (!seated) {
      // Goes for a walk.
      await turn();
      continue;
    }
    if (sync) {
      shop.barber.acquireSync();
      shop.finished.acquireSync();
    } else {
      await shop.barber.acquire();
      await shop.finished.acquire();
    }
    k++;
  }
});

/** table[0 … 2]: what lies there; table[3]: cigarettes smoked; table[4]: no more will come. */
export const smoker = task(
  import.meta,
  async (cond: Condition, table: Int32Array, has: number, smoked: Int32Array, sync: boolean) => {
    const needs = [0, 1, 2].filter((k) => k !== has);
    const mine = () => table[4] !== 0 || needs.every((k) => table[k] === 1);
    for (;;) {
      using _ = sync ? cond.holdSync() : await cond.hold();
      if (sync) cond.waitForSync(mine);
      else await cond.waitFor(mine);
      if (table[4] !== 0) return;
      for (const k of needs) table[k] = 0;
      table[3]!++;
      smoked[has]!++;
      cond.notifyAll();
    }
  },
);
