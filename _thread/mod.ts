/**
 * Python's `_thread` (17.9): threads without objects, and the simplest lock.
 *
 * ```ts
 * import { allocateLock } from "@weft/concurrency/_thread";
 *
 * const aLock = allocateLock();
 * {
 *   using _ = await aLock.hold();
 *   console.log("aLock is locked while this executes");
 * }
 * ```
 *
 * ```output
 * aLock is locked while this executes
 * ```
 *
 * @module
 */

export { TIMEOUT_MAX } from "../_sync/acquire_options.ts";
export type { SharedLock } from "./shared_lock.ts";
export type { SharedObject } from "./shared_object.ts";
export type { Lockable } from "../_sync/hold.ts";
export type {
  AcquireOptions,
  SyncAcquireOptions,
  SyncWaitOptions,
  WaitOptions,
} from "../_sync/options.ts";
export { allocateLock } from "./allocate_lock.ts";
export { exit, interruptMain } from "./exit.ts";
export { getIdent, getNativeId } from "./identifiers.ts";
export { Lock as LockType } from "./lock.ts";
export { RLock } from "./rlock.ts";
export { stackSize } from "./stack_size.ts";
export { startNewThread } from "./start_new_thread.ts";
export { RuntimeError as error } from "../_runtime/errors.ts";
export { type AnyFunction, task } from "../_transfer/task.ts";
export { type Tasks, tasks } from "../_transfer/tasks.ts";
export { transfer } from "../_transfer/transfer.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "../_runtime/errors.ts";
