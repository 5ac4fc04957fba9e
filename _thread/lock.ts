import { RuntimeError } from "../_runtime/errors.ts";
import { Mutex } from "../_sync/mutex.ts";
import { placeOf } from "./place.ts";
import { type AcquireRules, SharedLock } from "./shared_lock.ts";
import { registerShared, wordsFor } from "./shared_object.ts";

const RULES: AcquireRules = { who: "Lock", timeouts: "strict", stuck: "the lock is held" };
const LENIENT: AcquireRules = { ...RULES, timeouts: "lenient" };

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
export class Lock extends SharedLock {
  static {
    mutexOf = (lock) => lock.#mutex;
  }

  readonly #mutex: Mutex;

  /** A free lock. */
  constructor() {
    const words = wordsFor(new.target, Mutex.WORDS);
    const mutex = new Mutex(words);
    super(words, mutex, placeOf(new.target).lenientTimeouts ? LENIENT : RULES);
    this.#mutex = mutex;
  }

  /**
   * Frees the lock (17.1.3 `release`), whoever holds it.
   *
   * @throws RuntimeError when it is free.
   */
  override release(): void {
    if (!this.#mutex.release()) throw new RuntimeError("Lock.release: release unlocked lock");
  }

  /** Whether somebody holds it at this moment. */
  locked(): boolean {
    return this.#mutex.locked();
  }
}

registerShared("Lock", Lock, () => import.meta.url, () => new Lock());
