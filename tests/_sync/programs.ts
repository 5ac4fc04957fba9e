// What the other threads of the tests do.
import { type Arrival, Barrier } from "../../_sync/barrier.ts";
import { Condition } from "../../_sync/condition.ts";
import { EventCount } from "../../_sync/eventcount.ts";
import { Flag } from "../../_sync/flag.ts";
import { Mutex } from "../../_sync/mutex.ts";
import { ReentrantMutex } from "../../_sync/reentrant_mutex.ts";
import { Semaphore } from "../../_sync/semaphore.ts";
import { setBlockedService } from "../../_sync/thread_parker.ts";

export type Mode = "sync" | "async" | "mixed";

/** One word: how many threads are still to come before all of them start. */
export type Gate = Int32Array;

/** A program that is stuck ends all the same, with a result that no test expects. */
const STUCK = 20_000;

export const programs = {
  ready: () => true,

  /** Adds `rounds` to cell[0] under the lock. */
  async mutexCount(words: Int32Array, cell: Int32Array, gate: Gate, rounds: number, mode: Mode) {
    const mutex = new Mutex(words);
    meet(gate);
    const add = () => {
      // Two steps, so that whoever gets in between is noticed.
      const value = cell[0]!;
      cell[0] = value + 1;
    };
    if (mode === "sync") return blocking(rounds);
    if (mode === "async") return await waiting(rounds);
    const waiters = waiting(rounds / 2);
    for (let left = rounds / 2; left > 0; left -= 100) {
      // A lock that a task of this thread has just got must be out of its hands before the thread blocks.
      await new Promise((resolve) => setTimeout(resolve));
      blocking(Math.min(left, 100));
    }
    await waiters;

    function blocking(count: number) {
      for (let i = 0; i < count; i++) {
        mutex.acquireSync();
        add();
        mutex.release();
      }
    }
    async function waiting(count: number) {
      let left = count;
      await Promise.all([1, 2, 3].map(async (task) => {
        while (left-- > 0) {
          await mutex.acquire();
          add();
          // Now and then the lock is held while the event loop turns; never where the thread also blocks for it.
          if (mode === "async" && left % 1000 === task) {
            await new Promise((resolve) => setTimeout(resolve));
          }
          mutex.release();
        }
      }));
    }
  },

  /** Takes the lock and frees it; `log` gets `mark` at the next free place, log[0]. */
  mutexOnceSync(words: Int32Array, log: Int32Array, mark: number) {
    const mutex = new Mutex(words);
    if (!mutex.acquireSync(STUCK)) return false;
    log[++log[0]!] = mark;
    return mutex.release();
  },
  async mutexOnce(words: Int32Array, log: Int32Array, mark: number) {
    const mutex = new Mutex(words);
    if (!await mutex.acquire({ timeout: STUCK })) return false;
    log[++log[0]!] = mark;
    return mutex.release();
  },
  /** Waits for the lock asynchronously, and blocks on the same lock meanwhile. */
  async mutexBothWays(words: Int32Array, asleep: Int32Array) {
    const mutex = new Mutex(words);
    const waiter = mutex.acquire({ timeout: STUCK });
    Atomics.store(asleep, 0, 1);
    const blocked = mutex.acquireSync(STUCK);
    mutex.release();
    const waited = await waiter;
    mutex.release();
    return [blocked, waited];
  },
  /** Waits for the lock asynchronously, and blocks until the flag is set meanwhile. */
  async mutexWhileBlocked(words: Int32Array, flag: Int32Array, asleep: Int32Array) {
    const mutex = new Mutex(words);
    const waiter = mutex.acquire({ timeout: STUCK });
    Atomics.store(asleep, 0, 1);
    const set = new Flag(flag).waitSync(STUCK);
    const waited = await waiter;
    mutex.release();
    return [set, waited];
  },
  async mutexThenSet(words: Int32Array, flag: Int32Array) {
    const mutex = new Mutex(words);
    const waited = await mutex.acquire({ timeout: STUCK });
    mutex.release();
    new Flag(flag).set();
    return waited;
  },

  /** Takes and gives back permits; every third acquire has a timeout that may well be over first. */
  async semaphorePermits(
    words: Int32Array,
    inside: Int32Array,
    gate: Gate,
    rounds: number,
    mode: Mode,
  ) {
    const semaphore = new Semaphore(undefined, words);
    meet(gate);
    let taken = 0;
    const work = () => {
      taken++;
      const now = Atomics.add(inside, 0, 1) + 1;
      if (now > Atomics.load(inside, 1)) Atomics.store(inside, 1, now);
    };
    const done = () => {
      Atomics.sub(inside, 0, 1);
      semaphore.release();
    };
    const blocking = (count: number) => {
      for (let i = 0; i < count; i++) {
        if (!semaphore.acquireSync(i % 3 === 0 ? 0.05 : undefined)) continue;
        work();
        done();
      }
    };
    let left = mode === "mixed" ? rounds / 2 : rounds;
    const waiting = async () => {
      while (left-- > 0) {
        const options = left % 3 === 0
          ? { timeout: 1 }
          : left % 3 === 1
          ? { signal: aborting() }
          : undefined;
        if (!await semaphore.acquire(options).catch(() => false)) continue;
        work();
        if (mode === "async" && left % 50 === 0) {
          await new Promise((resolve) => setTimeout(resolve));
        }
        done();
      }
    };
    if (mode === "sync") blocking(rounds);
    else {
      const tasks = Promise.all([1, 2, 3].map(waiting));
      for (let done = 0; mode === "mixed" && done < rounds / 2; done += 50) {
        await new Promise((resolve) => setTimeout(resolve));
        blocking(50);
      }
      await tasks;
    }
    return taken;
  },

  semaphoreAcquireSync(words: Int32Array, timeout?: number) {
    return new Semaphore(undefined, words).acquireSync(timeout ?? STUCK);
  },
  semaphoreAcquire(words: Int32Array, timeout?: number) {
    return new Semaphore(undefined, words).acquire({ timeout: timeout ?? STUCK });
  },
  semaphoreRelease(words: Int32Array, n: number) {
    new Semaphore(undefined, words).release(n);
  },
  /** Waits for a permit asynchronously, and blocks for another one meanwhile. */
  async semaphoreBothWays(words: Int32Array) {
    const semaphore = new Semaphore(undefined, words);
    const waiter = semaphore.acquire({ timeout: STUCK });
    return [semaphore.acquireSync(STUCK), await waiter];
  },

  flagWaitSync(words: Int32Array, timeout?: number) {
    return new Flag(words).waitSync(timeout ?? STUCK);
  },
  flagWait(words: Int32Array, timeout?: number) {
    return new Flag(words).wait({ timeout: timeout ?? STUCK });
  },
  flagSet(words: Int32Array) {
    new Flag(words).set();
  },
  flagPulse(words: Int32Array) {
    const flag = new Flag(words);
    flag.set();
    flag.clear();
  },

  /** Waits for `mine`, clears it and sets `other`, again and again. */
  async flagPingPong(mine: Int32Array, other: Int32Array, rounds: number, mode: Mode) {
    const [in_, out] = [new Flag(mine), new Flag(other)];
    let done = 0;
    for (; done < rounds; done++) {
      const got = mode === "sync" ? in_.waitSync(STUCK) : await in_.wait({ timeout: STUCK });
      if (!got) break;
      in_.clear();
      out.set();
    }
    return done;
  },

  /** Waits once; logs `mark` when notified. */
  conditionWaitSync(
    lock: Int32Array,
    words: Int32Array,
    log: Int32Array,
    mark: number,
    timeout: number = STUCK,
  ) {
    const mutex = new Mutex(lock);
    const condition = new Condition(mutex, words);
    mutex.acquireSync();
    const notified = condition.waitSync(timeout);
    const held = mutex.locked();
    if (notified) log[++log[0]!] = mark;
    mutex.release();
    return notified && held;
  },
  async conditionWait(
    lock: Int32Array,
    words: Int32Array,
    log: Int32Array,
    mark: number,
    timeout: number = STUCK,
  ) {
    const mutex = new Mutex(lock);
    const condition = new Condition(mutex, words);
    await mutex.acquire();
    const notified = await condition.wait({ timeout });
    const held = mutex.locked();
    if (notified) log[++log[0]!] = mark;
    mutex.release();
    return notified && held;
  },
  conditionNotify(lock: Int32Array, words: Int32Array, n: number) {
    const mutex = new Mutex(lock);
    mutex.acquireSync();
    new Condition(mutex, words).notify(n);
    mutex.release();
  },

  /** Puts `count` items into cell[0], never more than `most` at a time (and one for each other producer). */
  conditionProduce(
    lock: Int32Array,
    words: Int32Array,
    cell: Int32Array,
    count: number,
    most: number,
  ) {
    const mutex = new Mutex(lock);
    const condition = new Condition(mutex, words);
    for (let i = 0; i < count; i++) {
      waitWhileFull(cell, most);
      mutex.acquireSync();
      cell[0]!++;
      condition.notify();
      mutex.release();
    }
  },
  /** Takes items until cell[1] have been taken in all; some waits have a short timeout. Returns how many. */
  async conditionConsume(
    lock: Int32Array,
    words: Int32Array,
    cell: Int32Array,
    total: number,
    mode: Mode,
  ) {
    const mutex = new Mutex(lock);
    const condition = new Condition(mutex, words);
    let taken = 0;
    let turn = 0;
    const take = () => {
      cell[0]!--;
      taken++;
      // The last one sends the others home.
      if (++cell[1]! === total) condition.notifyAll();
    };
    const timeout = () => ++turn % 5 === 0 ? 0.2 : STUCK;
    const blocking = () => {
      while (cell[1]! < total) {
        mutex.acquireSync();
        while (cell[0] === 0 && cell[1]! < total) wait();
        if (cell[0]! > 0) take();
        mutex.release();
      }
      function wait() {
        const limit = timeout();
        if (!condition.waitSync(limit) && limit === STUCK) throw new Error("a lost wake-up");
      }
    };
    const waiting = async () => {
      while (cell[1]! < total) {
        await mutex.acquire();
        while (cell[0] === 0 && cell[1]! < total) {
          const limit = timeout();
          const notified = await condition.wait({ timeout: limit });
          if (!notified && limit === STUCK) throw new Error("a lost wake-up");
        }
        if (cell[0]! > 0) take();
        mutex.release();
      }
    };
    if (mode === "sync") blocking();
    else await Promise.all([1, 2, 3].map(waiting));
    return taken;
  },

  eventcountWaitSync(words: Int32Array, timeout?: number) {
    const events = new EventCount(words);
    return events.waitSync(events.prepare(), timeout ?? STUCK);
  },
  /** `count` waiters; resolves to how many were notified before a timeout. */
  async eventcountWait(words: Int32Array, count: number, timeout?: number) {
    const events = new EventCount(words);
    const waits = Array.from(
      { length: count },
      () => events.wait(events.prepare(), { timeout: timeout ?? STUCK }),
    );
    return (await Promise.all(waits)).filter((notified) => notified).length;
  },
  eventcountProduce(words: Int32Array, cell: Int32Array, count: number, most: number) {
    const events = new EventCount(words);
    for (let i = 0; i < count; i++) {
      waitWhileFull(cell, most);
      Atomics.add(cell, 0, 1);
      events.notify();
    }
  },
  /** Takes items until `total` have been taken in all. Returns how many it got. */
  async eventcountConsume(words: Int32Array, cell: Int32Array, total: number, mode: Mode) {
    const events = new EventCount(words);
    let taken = 0;
    const tryTake = () => {
      for (let items = Atomics.load(cell, 0); items > 0; items = Atomics.load(cell, 0)) {
        if (Atomics.compareExchange(cell, 0, items, items - 1) !== items) continue;
        taken++;
        if (Atomics.add(cell, 1, 1) + 1 === total) events.notifyAll();
        return true;
      }
      return false;
    };
    const over = () => Atomics.load(cell, 1) === total;
    const blocking = () => {
      while (!over()) {
        if (tryTake()) continue;
        const key = events.prepare();
        if (tryTake() || over()) continue;
        if (!events.waitSync(key, STUCK)) throw new Error("a lost wake-up");
      }
    };
    const waiting = async () => {
      while (!over()) {
        if (tryTake()) continue;
        const key = events.prepare();
        if (tryTake() || over()) continue;
        if (!await events.wait(key, { timeout: STUCK })) throw new Error("a lost wake-up");
      }
    };
    if (mode === "sync") blocking();
    else await Promise.all([1, 2, 3].map(waiting));
    return taken;
  },

  /** Blocks with a service that sets `flag`; returns whether both happened. */
  blockWithService(words: Int32Array) {
    const never = new Flag();
    let calls = 0;
    setBlockedService(() => {
      if (++calls === 3) new Flag(words).set();
    }, 2);
    try {
      return [new Flag(words).waitSync(STUCK), calls, never.waitSync(1)];
    } finally {
      setBlockedService(undefined);
    }
  },

  /** Waits in the present round; its index, or undefined when it was broken. */
  barrierWaitSync(words: Int32Array) {
    const barrier = new Barrier(undefined, words);
    const arrival = barrier.arrive() as Arrival;
    barrier.waitSync(arrival, performance.now() + STUCK);
    return barrier.leave(arrival);
  },
  async barrierWait(words: Int32Array) {
    const barrier = new Barrier(undefined, words);
    const arrival = barrier.arrive() as Arrival;
    await barrier.wait(arrival, { timeout: STUCK });
    return barrier.leave(arrival);
  },

  /** Adds `rounds` to cell[0] under the lock, taken twice each time. */
  async reentrantCount(
    words: Int32Array,
    cell: Int32Array,
    owner: number,
    rounds: number,
    mode: Mode,
  ) {
    const mutex = new ReentrantMutex(() => owner, words);
    let done = 0;
    for (; done < rounds; done++) {
      if (mode === "sync") mutex.acquireSync();
      else await mutex.acquire();
      mutex.acquireSync();
      // Two steps, so that whoever gets in between is noticed.
      const value = cell[0]!;
      cell[0] = value + 1;
      mutex.release();
      if (!mutex.release()) break;
    }
    return done;
  },
};

/** A signal that is aborted after a random number of turns of the microtask queue, or soon after. */
function aborting(): AbortSignal {
  const controller = new AbortController();
  if (Math.random() < 0.5) setTimeout(() => controller.abort());
  else queueMicrotask(() => queueMicrotask(() => controller.abort()));
  return controller.signal;
}

// Keeps the consumers so hungry that they sleep all the time. Polls, so that it depends on nothing that is tested.
function waitWhileFull(cell: Int32Array, most: number): void {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  for (let spins = 0; Atomics.load(cell, 0) >= most; spins++) {
    if (spins > 100) Atomics.wait(nothing, 0, 0, 0.01);
  }
}

// Short programs would else be over in one thread before the next one begins. Depends on nothing that is tested.
function meet(gate: Gate): void {
  if (Atomics.sub(gate, 0, 1) === 1) Atomics.notify(gate, 0);
  for (let left; (left = Atomics.load(gate, 0)) > 0;) Atomics.wait(gate, 0, left, 5);
}
