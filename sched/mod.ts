/**
 * Python's `sched` (17.6): a general purpose event scheduler.
 *
 * ```ts
 * import { scheduler } from "@weft/concurrency/sched";
 *
 * const s = new scheduler();
 * s.enter(10, 1, (name: string) => console.log(`hello, ${name}`), ["world"]);
 * await s.run();
 * ```
 *
 * ```output
 * hello, world
 * ```
 *
 * @module
 */

export type { Event } from "./event.ts";
export { type RunOptions, type RunSyncOptions, scheduler } from "./scheduler.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "../_runtime/errors.ts";
