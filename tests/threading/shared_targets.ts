// What crosses to other threads, and what these do with it.
import {
  type Barrier,
  type BoundedSemaphore,
  type Condition,
  type Event,
  Lock,
  type Lockable,
  type RLock,
  type Semaphore,
  task,
} from "@weft/concurrency/threading";

export interface All {
  lock: Lock;
  rlock: RLock;
  condition: Condition;
  semaphore: Semaphore;
  bounded: BoundedSemaphore;
  event: Event;
  barrier: Barrier;
}

/** Uses each of them; the other side sees it. */
export const useAll = task(import.meta, (all: All) => {
  all.lock.acquireSync();
  all.rlock.acquireSync();
  all.semaphore.acquireSync();
  all.bounded.acquireSync();
  all.condition.acquireSync();
  all.condition.notify();
  all.condition.release();
  all.event.set();
  all.barrier.abort();
  all.rlock.release();
});

/** Takes the lock found in whatever it was sent in. */
export const takeIn = task(
  import.meta,
  (form: { list: [Lock, Lock]; map: Map<string, Lock>; set: Set<Lock>; deep: { lock: Lock } }) => {
    const [lock, again] = form.list;
    const same = lock === again && form.map.get("lock") === lock && form.set.has(lock) &&
      form.deep.lock === lock;
    if (same) lock.acquireSync();
  },
);

export const identity = task(import.meta, <T>(value: T): T => value);

let kept: unknown;
export const keep = task(import.meta, (value: unknown) => void (kept = value));
/** Whether it is the very object that was kept, and which one thread has. */
export const isKept = task(import.meta, (value: unknown) => value === kept);

/** A lock made here, taken. */
export const makeTaken = task(import.meta, () => {
  const lock = new Lock();
  lock.acquireSync();
  return lock;
});

/** Whether the condition has this very lock. */
export const isLockOf = task(import.meta, (condition: Condition, lock: Lock) => {
  condition.acquireSync();
  const taken = lock.locked();
  condition.release();
  return taken && !lock.locked();
});

/** Counts how often it was taken, in the thread that took it. */
export class CountingLock extends Lock {
  taken = 0;
  constructor(readonly label: string) {
    super();
  }
  override acquireSync(options?: { timeout?: number; blocking?: boolean }): boolean {
    const got = super.acquireSync(options);
    if (got) this.taken++;
    return got;
  }
}
task(import.meta, CountingLock);

/** What arrived of it. */
export const describeLock = task(import.meta, (lock: CountingLock) => {
  const got = lock.acquireSync();
  return [lock instanceof CountingLock, lock.label, lock.taken, got];
});

/** Holds for a moment what others may want. */
export const takeAndRelease = task(import.meta, (lock: Lockable) => {
  lock.acquireSync();
  lock.release();
});
