import { RuntimeError } from "../_runtime/errors.ts";
import { acquireOptions } from "../_sync/acquire_options.ts";
import { hold, holdSync, type Lockable } from "../_sync/hold.ts";
import type { AcquireOptions, SyncAcquireOptions } from "../_sync/options.ts";
import { ReentrantMutex } from "../_sync/reentrant_mutex.ts";
import { currentIdent } from "./ident.ts";
import { registerShared, SharedObject, wordsFor } from "./shared_object.ts";

/** Static member of a class whose objects have other owners than threads. */
export const OWNER: unique symbol = Symbol("owner");

/** What a condition works with. */
export let reentrantMutexOf: (lock: RLock) => ReentrantMutex;

/**
 * Python's RLock (17.1.4): a lock that its owner may take again, and must release as often. It can be sent to other
 * threads, and is the same lock there.
 *
 * The owner is the thread. Asynchronous functions that run side by side in one thread are therefore **one** owner: an
 * RLock keeps other threads out, but does not keep them apart from each other. Use a Lock between them.
 *
 * ```ts
 * import { RLock } from "@weft/concurrency/threading";
 *
 * const lock = new RLock();
 * using _outer = lock.holdSync();
 * using _inner = lock.holdSync();
 * console.log(lock.locked());
 * ```
 *
 * ```output
 * true
 * ```
 */
export class RLock extends SharedObject implements Lockable {
  static {
    reentrantMutexOf = (lock) => lock.#mutex;
  }

  readonly #mutex: ReentrantMutex;

  /** A free lock. */
  constructor() {
    const words = wordsFor(new.target, ReentrantMutex.WORDS);
    super(words);
    this.#mutex = new ReentrantMutex(
      (new.target as { [OWNER]?: () => number })[OWNER] ?? currentIdent,
      words,
    );
  }

  /**
   * Takes the lock (17.1.4 `acquire`), once more if this thread has it. Resolves to true, or to false when it was not
   * free within `timeout` ms, or at once with `blocking: false`.
   *
   * Rejects with RangeError for a negative timeout, or a timeout with `blocking: false`; with the signal's reason on
   * abort.
   */
  acquire(options?: AcquireOptions): Promise<boolean> {
    if (options === undefined) return this.#mutex.acquire();
    try {
      const wait = acquireOptions(options, "RLock.acquire", "refused");
      if (wait === undefined) return Promise.resolve(this.#mutex.tryAcquire());
      return this.#mutex.acquire(wait);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Takes the lock, blocking the thread unless it has it. False when it was not free within `timeout` ms, or at once
   * with `blocking: false`.
   *
   * @throws RangeError for a negative timeout, or a timeout with `blocking: false`.
   */
  acquireSync(options?: SyncAcquireOptions): boolean {
    if (options === undefined) return this.#mutex.acquireSync();
    const wait = acquireOptions(options, "RLock.acquireSync", "refused");
    if (wait === undefined) return this.#mutex.tryAcquire();
    return this.#mutex.acquireSync(wait.timeout);
  }

  /**
   * Takes back one acquire (17.1.4 `release`); with the last one the lock is free.
   *
   * @throws RuntimeError when this thread does not have it.
   */
  release(): void {
    if (!this.#mutex.release()) {
      throw new RuntimeError("RLock.release: cannot release un-acquired lock");
    }
  }

  /** Whether somebody has it at this moment. */
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

registerShared("RLock", RLock, () => import.meta.url, () => new RLock());
