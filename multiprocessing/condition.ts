import { PLACE, type Place } from "../_thread/place.ts";
import { Condition as ThreadCondition, lockOf, RLOCK } from "../threading/condition.ts";
import { Lock, RLock } from "./locks.ts";
import { processPlace, registerProcessObject } from "./process_object.ts";

/**
 * Python's multiprocessing.Condition (17.2.2.5): threading's Condition, shared by processes together with its lock.
 *
 * A notification goes to nobody who was killed while it waited. One who was notified, and is killed before it has the
 * lock again, has had its notification: where that matters, use `notifyAll`, or wait with a timeout.
 *
 * ```ts
 * import { Condition } from "@weft/concurrency/multiprocessing";
 *
 * const cv = new Condition();
 * using _ = await cv.hold();
 * console.log(await cv.wait({ timeout: 10 }));
 * ```
 *
 * ```output
 * false
 * ```
 */
export class Condition extends ThreadCondition {
  /** @ignore */
  static readonly [PLACE]: Place = processPlace;
  /** @ignore */
  static readonly [RLOCK]: typeof RLock = RLock;

  /** Of that lock, or of a new RLock. Several conditions may have the same lock. */
  constructor(lock?: Lock | RLock) {
    if (lock !== undefined && !(lock instanceof Lock) && !(lock instanceof RLock)) {
      throw new TypeError(
        `Condition: lock must be a Lock or an RLock of multiprocessing, got ${String(lock)}`,
      );
    }
    super(lock);
  }
}

interface Form {
  readonly lock: Lock | RLock;
}

registerProcessObject<Condition, Form>(
  "Condition",
  Condition,
  () => import.meta.url,
  ({ lock }) => new Condition(lock),
  (condition) => ({ lock: lockOf(condition) as Lock | RLock }),
);
