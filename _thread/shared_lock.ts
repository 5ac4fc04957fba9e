import { acquireOptions, type TimeoutRule } from "../_sync/acquire_options.ts";
import { hold, holdSync, type Lockable } from "../_sync/hold.ts";
import type { AcquireOptions, SyncAcquireOptions, WaitOptions } from "../_sync/options.ts";
import { refuseDeadlock, SharedObject } from "./shared_object.ts";

/** What is taken: a mutex, a semaphore. */
export interface Acquirable {
  /** Takes it if that needs no waiting. */
  tryAcquire(): boolean;
  /** Resolves to true when it is taken, to false at the timeout. */
  acquire(options?: WaitOptions): Promise<boolean>;
  /** Blocks until it is taken; false at the timeout. */
  acquireSync(timeout?: number): boolean;
}

/** In what the classes differ. */
export interface AcquireRules {
  /** Name of the class, for messages. */
  readonly who: string;
  /** Which timeouts are taken. */
  readonly timeouts: TimeoutRule;
  /** Why one that can't be had at once can't ever be had if nobody else knows it; undefined when it can. */
  readonly stuck: string | undefined;
}

/** The base of everything that is acquired and released. */
export abstract class SharedLock extends SharedObject implements Lockable {
  readonly #state: Acquirable;
  readonly #rules: AcquireRules;

  /** Over its words, see `wordsFor`. */
  constructor(words: Int32Array, state: Acquirable, rules: AcquireRules) {
    super(words);
    this.#state = state;
    this.#rules = rules;
  }

  /**
   * Takes it (17.1.3, 17.1.4, 17.1.6 `acquire`). Resolves to true, or to false when it could not be had within
   * `timeout` ms, or at once with `blocking: false`.
   *
   * Rejects with RangeError for a timeout with `blocking: false`, and for a negative one, which for semaphores is 0;
   * with the signal's reason on abort.
   */
  acquire(options?: AcquireOptions): Promise<boolean> {
    if (options === undefined) return this.#state.acquire();
    try {
      const { who, timeouts } = this.#rules;
      const wait = acquireOptions(options, `${who}.acquire`, timeouts);
      if (wait === undefined) return Promise.resolve(this.#state.tryAcquire());
      return this.#state.acquire(wait);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Takes it, blocking the thread. False when it could not be had within `timeout` ms, or at once with
   * `blocking: false`.
   *
   * @throws RangeError for a timeout with `blocking: false`, and for a negative one, which for semaphores is 0.
   * @throws RuntimeError when it would block for ever, because only this thread knows the object.
   */
  acquireSync(options?: SyncAcquireOptions): boolean {
    if (options === undefined && this.#state.tryAcquire()) return true;
    const { who, timeouts, stuck } = this.#rules;
    const wait = acquireOptions(options, `${who}.acquireSync`, timeouts);
    if (wait === undefined) return this.#state.tryAcquire();
    if (wait.timeout === undefined && stuck !== undefined) {
      if (this.#state.tryAcquire()) return true;
      refuseDeadlock(this, `${who}.acquireSync`, stuck);
    }
    return this.#state.acquireSync(wait.timeout);
  }

  /** Gives it back. */
  abstract release(): void;

  /** Python's `with lock:` is `using _ = await lock.hold()` (17.1.10). */
  hold(options?: { signal?: AbortSignal }): Promise<Disposable> {
    return hold(this, options);
  }

  /** The same, blocking: `using _ = lock.holdSync()`. */
  holdSync(): Disposable {
    return holdSync(this);
  }
}
