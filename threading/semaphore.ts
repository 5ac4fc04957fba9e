import { Semaphore as SyncSemaphore } from "../_sync/semaphore.ts";
import { type AcquireRules, SharedLock } from "../_thread/shared_lock.ts";
import { placeOf } from "../_thread/place.ts";
import { adopting, registerShared, wordsFor } from "../_thread/shared_object.ts";

const RULES: AcquireRules = {
  who: "Semaphore",
  timeouts: "negative is zero",
  stuck: "there is no permit",
};
const LENIENT: AcquireRules = { ...RULES, timeouts: "lenient" };

let semaphoreOf: (semaphore: Semaphore) => SyncSemaphore;

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
export class Semaphore extends SharedLock {
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
    const isNew = !adopting();
    const words = wordsFor(new.target, SyncSemaphore.WORDS + LIMIT_WORDS);
    const semaphore = new SyncSemaphore(isNew ? value : undefined, words);
    super(words, semaphore, placeOf(new.target).lenientTimeouts ? LENIENT : RULES);
    this.#semaphore = semaphore;
  }

  /**
   * Adds `n` permits (17.1.6 `release`) and lets as many waiters go on.
   *
   * @throws RangeError when `n` is less than 1 or no integer.
   */
  override release(n: number = 1): void {
    this.#semaphore.release(n);
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
    const isNew = !adopting();
    super(value);
    if (isNew) setLimit(this, value);
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

/** Permits left at this moment. */
export function valueOf(semaphore: Semaphore): number {
  return semaphoreOf(semaphore).value;
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
  registerShared(Class.name, Class, () => import.meta.url, () => new Class());
}
