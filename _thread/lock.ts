import { RuntimeError } from "../_runtime/errors.ts";
import { acquireOptions } from "../_sync/acquire_options.ts";
import { hold, holdSync, type Lockable } from "../_sync/hold.ts";
import { Mutex } from "../_sync/mutex.ts";
import type { AcquireOptions, SyncAcquireOptions } from "../_sync/options.ts";
import { refuseDeadlock, registerShared, SharedObject, wordsFor } from "./shared_object.ts";

/** What a condition works with. */
export let mutexOf: (lock: Lock) => Mutex;

/**
 * Python's Lock (17.1.3): taken or free, without an owner. Whoever holds it, any thread may release it; taken a second
 * time by its holder, it waits. It can be sent to other threads, and is the same lock there.
 *
 * Of those who wait, one goes on after a release: among those of one thread the one who came first.
 *
 * ```ts
 * import { Lock } from "@weft/concurrency/threading";
 *
 * const lock = new Lock();
 * {
 *   using _ = await lock.hold();
 *   console.log(lock.locked());
 * }
 * console.log(lock.locked());
 * ```
 *
 * ```output
 * true
 * false
 * ```
 */
export class Lock extends SharedObject implements Lockable {
  static {
    mutexOf = (lock) => lock.#mutex;
  }

  readonly #mutex: Mutex;

  /** A free lock. */
  constructor() {
    const words = wordsFor(new.target, Mutex.WORDS);
    super(words);
    this.#mutex = new Mutex(words);
  }

  /**
   * Takes the lock (17.1.3 `acquire`). Resolves to true, or to false when it was not free within `timeout` ms, or at
   * once with `blocking: false`.
   *
   * Rejects with RangeError for a negative timeout, or a timeout with `blocking: false`; with the signal's reason on
   * abort.
   */
  acquire(options?: AcquireOptions): Promise<boolean> {
    if (options === undefined) return this.#mutex.acquire();
    try {
      const wait = acquireOptions(options, "Lock.acquire", "refused");
      if (wait === undefined) return Promise.resolve(this.#mutex.tryAcquire());
      return this.#mutex.acquire(wait);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Takes the lock, blocking the thread. False when it was not free within `timeout` ms, or at once with
   * `blocking: false`.
   *
   * @throws RangeError for a negative timeout, or a timeout with `blocking: false`.
   * @throws RuntimeError when it would block for ever: the lock is held, and only this thread knows it.
   */
  acquireSync(options?: SyncAcquireOptions): boolean {
    if (options === undefined && this.#mutex.tryAcquire()) return true;
    const wait = acquireOptions(options, "Lock.acquireSync", "refused");
    if (wait === undefined) return this.#mutex.tryAcquire();
    if (wait.timeout === undefined && this.#mutex.locked()) {
      refuseDeadlock(this, "Lock.acquireSync", "the lock is held");
    }
    return this.#mutex.acquireSync(wait.timeout);
  }

  /**
   * Frees the lock (17.1.3 `release`), whoever holds it.
   *
   * @throws RuntimeError when it is free.
   */
  release(): void {
    if (!this.#mutex.release()) throw new RuntimeError("Lock.release: release unlocked lock");
  }

  /** Whether somebody holds it at this moment. */
  locked(): boolean {
    return this.#mutex.locked();
  }

  /** Python's `with lock:` is `using _ = await lock.hold()`. */
  hold(options?: { signal?: AbortSignal }): Promise<Disposable> {
    return hold(this, options);
  }

  /** The same, blocking: `using _ = lock.holdSync()`. */
  holdSync(): Disposable {
    return holdSync(this);
  }
}

registerShared("Lock", Lock, () => import.meta.url, () => new Lock());
