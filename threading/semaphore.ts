import { acquireOptions } from "../_sync/acquire_options.ts";
import { hold, holdSync, type Lockable } from "../_sync/hold.ts";
import type { AcquireOptions, SyncAcquireOptions } from "../_sync/options.ts";
import { Semaphore as SyncSemaphore } from "../_sync/semaphore.ts";
import {
  refuseDeadlock,
  registerShared,
  type SharedForm,
  SharedObject,
  wordsFor,
} from "../_thread/shared_object.ts";

let semaphoreOf: (semaphore: Semaphore) => SyncSemaphore;
/** Makes an object over words that hold their value already. */
let adopt = false;

/**
 * Python's Semaphore (17.1.6): a counter that acquire lowers and release raises; at 0, acquire waits. It can be sent
 * to other threads, and is the same semaphore there.
 *
 * ```ts
 * import { Semaphore } from "@weft/concurrency/threading";
 *
 * const atMostTwo = new Semaphore(2);
 * await atMostTwo.acquire();
 * await atMostTwo.acquire();
 * console.log(await atMostTwo.acquire({ timeout: 10 }));
 * ```
 *
 * ```output
 * false
 * ```
 */
export class Semaphore extends SharedObject implements Lockable {
  static {
    semaphoreOf = (semaphore) => semaphore.#semaphore;
  }

  readonly #semaphore: SyncSemaphore;

  /**
   * With `value` permits at first.
   *
   * @throws RangeError when `value` is negative or no integer.
   */
  constructor(value: number = 1) {
    const words = wordsFor(new.target, SyncSemaphore.WORDS + LIMIT_WORDS);
    super(words);
    this.#semaphore = new SyncSemaphore(adopt ? undefined : value, words);
    adopt = false;
  }

  /**
   * Takes a permit (17.1.6 `acquire`). Resolves to true, or to false when there was none within `timeout` ms (a
   * negative one is 0), or at once with `blocking: false`.
   *
   * Rejects with RangeError for a timeout with `blocking: false`, with the signal's reason on abort.
   */
  acquire(options?: AcquireOptions): Promise<boolean> {
    if (options === undefined) return this.#semaphore.acquire();
    try {
      const wait = acquireOptions(options, "Semaphore.acquire", "zero");
      if (wait === undefined) return Promise.resolve(this.#semaphore.tryAcquire());
      return this.#semaphore.acquire(wait);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Takes a permit, blocking the thread. False when there was none within `timeout` ms, or at once with
   * `blocking: false`.
   *
   * @throws RangeError for a timeout with `blocking: false`.
   * @throws RuntimeError when it would block for ever: there is no permit, and only this thread knows the semaphore.
   */
  acquireSync(options?: SyncAcquireOptions): boolean {
    if (options === undefined && this.#semaphore.tryAcquire()) return true;
    const wait = acquireOptions(options, "Semaphore.acquireSync", "zero");
    if (wait === undefined) return this.#semaphore.tryAcquire();
    if (wait.timeout === undefined && this.#semaphore.value === 0) {
      refuseDeadlock(this, "Semaphore.acquireSync", "there is no permit");
    }
    return this.#semaphore.acquireSync(wait.timeout);
  }

  /**
   * Adds `n` permits (17.1.6 `release`) and lets as many waiters go on.
   *
   * @throws RangeError when `n` is less than 1 or no integer.
   */
  release(n: number = 1): void {
    this.#semaphore.release(n);
  }

  /** Python's `with semaphore:` is `using _ = await semaphore.hold()`. */
  hold(options?: { signal?: AbortSignal }): Promise<Disposable> {
    return hold(this, options);
  }

  /** The same, blocking: `using _ = semaphore.holdSync()`. */
  holdSync(): Disposable {
    return holdSync(this);
  }
}

// The most permits of a BoundedSemaphore stand behind the semaphore's own words.
const LIMIT = SyncSemaphore.WORDS;
const LIMIT_WORDS = 1;

/**
 * Python's BoundedSemaphore (17.1.6): a semaphore that never has more permits than at first. A release too many is an
 * error, which shows mistakes early.
 *
 * ```ts
 * import { BoundedSemaphore } from "@weft/concurrency/threading";
 *
 * const connections = new BoundedSemaphore(5);
 * using _ = await connections.hold();
 * console.log("connected");
 * ```
 *
 * ```output
 * connected
 * ```
 */
export class BoundedSemaphore extends Semaphore {
  /**
   * With `value` permits at first and at most.
   *
   * @throws RangeError when `value` is negative or no integer.
   */
  constructor(value: number = 1) {
    const adopting = adopt;
    super(value);
    if (!adopting) setLimit(this, value);
  }

  /**
   * Adds `n` permits (17.1.6 `release`).
   *
   * @throws RangeError when that made more than there were at first; nothing has changed then.
   */
  override release(n: number = 1): void {
    releaseLimited(this, n);
  }
}

/** Makes `value` the most permits that the semaphore may have. */
export function setLimit(semaphore: Semaphore, value: number): void {
  Atomics.store(semaphoreOf(semaphore).words, LIMIT, value);
}

/** Adds `n` permits; RangeError when that makes too many. */
export function releaseLimited(bounded: Semaphore, n: number): void {
  const semaphore = semaphoreOf(bounded);
  const limit = Atomics.load(semaphore.words, LIMIT);
  if (semaphore.releaseWithin(limit, n)) return;
  throw new RangeError(
    `BoundedSemaphore.release: released too many times: n must leave at most ${limit} permits, got ${n}`,
  );
}

for (const Class of [Semaphore, BoundedSemaphore]) {
  registerShared<Semaphore, SharedForm>(Class.name, Class, () => import.meta.url, () => {
    adopt = true;
    return new Class();
  });
}
