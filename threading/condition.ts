import { waitOptions } from "../_sync/acquire_options.ts";
import { Condition as SyncCondition } from "../_sync/condition.ts";
import { hold, holdSync, type Lockable } from "../_sync/hold.ts";
import type {
  AcquireOptions,
  SyncAcquireOptions,
  SyncWaitOptions,
  WaitOptions,
} from "../_sync/options.ts";
import { Lock, mutexOf } from "../_thread/lock.ts";
import { reentrantMutexOf, RLock } from "../_thread/rlock.ts";
import {
  refuseDeadlock,
  registerShared,
  type SharedForm,
  SharedObject,
  wordsFor,
} from "../_thread/shared_object.ts";
import { waitFor, waitForSync } from "./wait_for.ts";

interface ConditionForm extends SharedForm {
  readonly lock: Lock | RLock;
}

/** The lock of a condition. */
export let lockOf: (condition: Condition) => Lock | RLock;

/** Static member of a class whose objects make other locks than RLock. */
export const RLOCK: unique symbol = Symbol("rlock");

function newLock(Class: object): RLock {
  return new ((Class as { [RLOCK]?: new () => RLock })[RLOCK] ?? RLock)();
}

/**
 * Python's Condition (17.1.5): threads wait until another one has changed what a lock protects. Blocking and
 * asynchronous waiters of all threads stand in one line; `notify(n)` wakes exactly the n that came first. It can be
 * sent to other threads, together with its lock.
 *
 * The lock that it makes itself is an RLock, as in Python, and so belongs to the thread: asynchronous functions side by
 * side in **one** thread would be one owner. Between them use `new Condition(new Lock())`.
 *
 * ```ts
 * import { Condition, Lock } from "@weft/concurrency/threading";
 *
 * const items: string[] = [];
 * const cv = new Condition(new Lock());
 *
 * async function consume() {
 *   using _ = await cv.hold();
 *   await cv.waitFor(() => items.length > 0);
 *   console.log(items.pop());
 * }
 * const consumer = consume();
 * {
 *   using _ = await cv.hold();
 *   items.push("an item");
 *   cv.notify();
 * }
 * await consumer;
 * ```
 *
 * ```output
 * an item
 * ```
 */
export class Condition extends SharedObject implements Lockable {
  static {
    lockOf = (condition) => condition.#lock;
  }

  readonly #lock: Lock | RLock;
  readonly #condition: SyncCondition;

  /** Of that lock, or of a new RLock. Several conditions may have the same lock. */
  constructor(lock?: Lock | RLock) {
    const words = wordsFor(new.target, SyncCondition.WORDS);
    super(words);
    if (lock !== undefined && !(lock instanceof Lock) && !(lock instanceof RLock)) {
      throw new TypeError(`Condition: lock must be a Lock or an RLock, got ${String(lock)}`);
    }
    this.#lock = lock ?? newLock(new.target);
    this.#condition = new SyncCondition(
      this.#lock instanceof Lock ? mutexOf(this.#lock) : reentrantMutexOf(this.#lock),
      words,
    );
  }

  /** Takes the lock, as its own `acquire`. */
  acquire(options?: AcquireOptions): Promise<boolean> {
    return this.#lock.acquire(options);
  }

  /** Takes the lock, blocking, as its own `acquireSync`. */
  acquireSync(options?: SyncAcquireOptions): boolean {
    return this.#lock.acquireSync(options);
  }

  /**
   * Frees the lock.
   *
   * @throws RuntimeError as the lock's own `release`.
   */
  release(): void {
    this.#lock.release();
  }

  /** Python's `with condition:` is `using _ = await condition.hold()`. */
  hold(options?: { signal?: AbortSignal }): Promise<Disposable> {
    return hold(this, options);
  }

  /** The same, blocking: `using _ = condition.holdSync()`. */
  holdSync(): Disposable {
    return holdSync(this);
  }

  /**
   * Frees the lock, waits to be notified, and takes the lock again (17.1.5 `wait`), an RLock as often as it was taken.
   * Resolves to true, or to false after `timeout` ms; a negative timeout is 0.
   *
   * The lock is held again however the wait ends. Rejects with RuntimeError when the lock is not held, with the
   * signal's reason on abort.
   */
  wait(options?: WaitOptions): Promise<boolean> {
    if (options === undefined) return this.#condition.wait();
    try {
      return this.#condition.wait(waitOptions(options, "Condition.wait"));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The same, blocking the thread.
   *
   * @throws RuntimeError when the lock is not held, and when it would block for ever: only this thread knows the
   * condition.
   */
  waitSync(options?: SyncWaitOptions): boolean {
    const { timeout } = waitOptions(options, "Condition.waitSync");
    if (timeout === undefined && this.#condition.held) {
      refuseDeadlock(this, "Condition.waitSync", "nobody else can notify");
    }
    return this.#condition.waitSync(timeout);
  }

  /**
   * Waits until `predicate` returns something truthy (17.1.5 `wait_for`), which is asked with the lock held, first of
   * all before any wait. Resolves to the predicate's last value: truthy, or what it was after `timeout` ms.
   */
  waitFor<T>(predicate: () => T | Promise<T>, options?: WaitOptions): Promise<T> {
    return waitFor(predicate, (left) => this.wait(left), options);
  }

  /** The same, blocking the thread. */
  waitForSync<T>(predicate: () => T, options?: SyncWaitOptions): T {
    return waitForSync(predicate, (left) => this.waitSync(left), options);
  }

  /**
   * Wakes the `n` waiters that came first (17.1.5 `notify`), or all if they are fewer. They go on when the lock is
   * free.
   *
   * @throws RuntimeError when the lock is not held.
   * @throws RangeError when `n` is negative or no integer.
   */
  notify(n: number = 1): void {
    this.#condition.notify(n);
  }

  /**
   * Wakes all waiters (17.1.5 `notify_all`).
   *
   * @throws RuntimeError when the lock is not held.
   */
  notifyAll(): void {
    this.#condition.notifyAll();
  }
}

registerShared<Condition, ConditionForm>(
  "Condition",
  Condition,
  () => import.meta.url,
  ({ lock }) => new Condition(lock),
  (condition) => ({ lock: lockOf(condition) }),
);
