import { PLACE, type Place } from "../_thread/place.ts";
import { adopting } from "../_thread/shared_object.ts";
import {
  releaseLimited,
  Semaphore as ThreadSemaphore,
  setLimit,
  valueOf,
} from "../threading/semaphore.ts";
import { processPlace, registerProcessObject } from "./process_object.ts";

/**
 * Python's multiprocessing.Semaphore (17.2.2.5): threading's Semaphore, shared by processes. A permit that a process had
 * when it was killed is lost, as in Python.
 *
 * ```ts
 * import { Semaphore } from "@weft/concurrency/multiprocessing";
 *
 * const atMostTwo = new Semaphore(2);
 * await atMostTwo.acquire();
 * console.log(atMostTwo.getValue(), atMostTwo.locked());
 * ```
 *
 * ```output
 * 1 false
 * ```
 */
export class Semaphore extends ThreadSemaphore {
  /** @ignore */
  static readonly [PLACE]: Place = processPlace;

  /** Permits left at this moment. */
  getValue(): number {
    return valueOf(this);
  }

  /** Whether there is no permit at this moment. */
  locked(): boolean {
    return valueOf(this) === 0;
  }
}

/**
 * Python's multiprocessing.BoundedSemaphore (17.2.2.5): threading's BoundedSemaphore, shared by processes.
 *
 * ```ts
 * import { BoundedSemaphore } from "@weft/concurrency/multiprocessing";
 *
 * const connections = new BoundedSemaphore(5);
 * using _ = await connections.hold();
 * console.log(connections.getValue());
 * ```
 *
 * ```output
 * 4
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
   * Adds `n` permits.
   *
   * @throws RangeError when that made more than there were at first; nothing has changed then.
   */
  override release(n: number = 1): void {
    releaseLimited(this, n);
  }
}

const module = () => import.meta.url;
registerProcessObject("Semaphore", Semaphore, module, () => new Semaphore());
registerProcessObject("BoundedSemaphore", BoundedSemaphore, module, () => new BoundedSemaphore());
