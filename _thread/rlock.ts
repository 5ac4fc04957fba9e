import { RuntimeError } from "../_runtime/errors.ts";
import { ReentrantMutex } from "../_sync/reentrant_mutex.ts";
import { placeOf } from "./place.ts";
import { type AcquireRules, SharedLock } from "./shared_lock.ts";
import { registerShared, wordsFor } from "./shared_object.ts";

// Held by this thread it is free for this thread; held by another one, that one can release it.
const RULES: AcquireRules = { who: "RLock", timeouts: "strict", stuck: undefined };
const LENIENT: AcquireRules = { ...RULES, timeouts: "lenient" };

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
export class RLock extends SharedLock {
  static {
    reentrantMutexOf = (lock) => lock.#mutex;
  }

  readonly #mutex: ReentrantMutex;

  /** A free lock. */
  constructor() {
    const words = wordsFor(new.target, ReentrantMutex.WORDS);
    const place = placeOf(new.target);
    const mutex = new ReentrantMutex(place.owner, words);
    super(words, mutex, place.lenientTimeouts ? LENIENT : RULES);
    this.#mutex = mutex;
  }

  /**
   * Takes back one acquire (17.1.4 `release`); with the last one the lock is free.
   *
   * @throws RuntimeError when this thread does not have it.
   */
  override release(): void {
    if (!this.#mutex.release()) {
      throw new RuntimeError("RLock.release: cannot release un-acquired lock");
    }
  }

  /** Whether somebody has it at this moment. */
  locked(): boolean {
    return this.#mutex.locked();
  }
}

registerShared("RLock", RLock, () => import.meta.url, () => new RLock());
