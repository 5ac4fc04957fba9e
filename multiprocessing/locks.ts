import { Lock as ThreadLock, mutexOf } from "../_thread/lock.ts";
import { PLACE, type Place } from "../_thread/place.ts";
import { RLock as ThreadRLock } from "../_thread/rlock.ts";
import { processPlace, registerProcessObject } from "./process_object.ts";

/**
 * Python's multiprocessing.Lock (17.2.2.5): threading's Lock, shared by processes. It may be part of any value that is
 * sent to a process or a thread, and is the same lock there. Anybody may release it.
 *
 * A negative timeout is 0, and with `blocking: false` a timeout means nothing. Whoever is killed while it has the lock
 * keeps it for ever, as in Python: use timeouts where that may happen.
 *
 * ```ts
 * import { Lock } from "@weft/concurrency/multiprocessing";
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
export class Lock extends ThreadLock {
  /** @ignore */
  static readonly [PLACE]: Place = processPlace;

  /**
   * Frees the lock, whoever holds it.
   *
   * @throws RangeError when it is free: Python's ValueError.
   */
  override release(): void {
    if (!mutexOf(this).release()) {
      throw new RangeError("Lock.release: semaphore or lock released too many times");
    }
  }
}

/**
 * Python's multiprocessing.RLock (17.2.2.5): threading's RLock, shared by processes. The owner is one thread of one
 * process; asynchronous functions side by side in one thread are **one** owner.
 *
 * ```ts
 * import { RLock } from "@weft/concurrency/multiprocessing";
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
export class RLock extends ThreadRLock {
  /** @ignore */
  static readonly [PLACE]: Place = processPlace;
}

const module = () => import.meta.url;
registerProcessObject("Lock", Lock, module, () => new Lock());
registerProcessObject("RLock", RLock, module, () => new RLock());
