import { PLACE, type Place } from "../_thread/place.ts";
import { Barrier as ThreadBarrier, type BarrierOptions, optionsOf } from "../threading/barrier.ts";
import { processPlace, registerProcessObject } from "./process_object.ts";

/**
 * Python's multiprocessing.Barrier (17.2.2.5): threading's Barrier, shared by processes. Its action, a task, runs in the
 * one that came last.
 *
 * Who is killed while it waits counts as one that has come, and never leaves: the round after the next one has to wait
 * for it. A timeout ends that with BrokenBarrierError, and after a `reset` nobody waits for it any more.
 *
 * ```ts
 * import { Barrier } from "@weft/concurrency/multiprocessing";
 *
 * const barrier = new Barrier(2);
 * const indexes = await Promise.all([barrier.wait(), barrier.wait()]);
 * console.log(indexes.sort());
 * ```
 *
 * ```output
 * [ 0, 1 ]
 * ```
 */
export class Barrier extends ThreadBarrier {
  /** @ignore */
  static readonly [PLACE]: Place = processPlace;
}

registerProcessObject<Barrier, BarrierOptions>(
  "Barrier",
  Barrier,
  () => import.meta.url,
  (options) => new Barrier(0, options),
  optionsOf,
);
