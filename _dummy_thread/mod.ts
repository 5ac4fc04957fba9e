/**
 * Python's `_dummy_thread` (17.10): the surface of `_thread` where a thread is a cooperative task of the isolate.
 *
 * ```ts
 * import { startNewThread } from "@weft/concurrency/_dummy_thread";
 *
 * const seen: string[] = [];
 * startNewThread((word: string) => seen.push(word), ["hello"]);
 * console.log(seen);
 * ```
 *
 * ```output
 * [ "hello" ]
 * ```
 *
 * @module
 */

export { TIMEOUT_MAX } from "../_sync/acquire_options.ts";
export type { SharedLock } from "../_thread/shared_lock.ts";
export type { SharedObject } from "../_thread/shared_object.ts";
export type { Lockable } from "../_sync/hold.ts";
export type {
  AcquireOptions,
  SyncAcquireOptions,
  SyncWaitOptions,
  WaitOptions,
} from "../_sync/options.ts";
export { exit, interruptMain } from "../_thread/exit.ts";
export { getNativeId } from "../_thread/identifiers.ts";
export { stackSize } from "../_thread/stack_size.ts";
export { currentIdent as getIdent } from "../dummy_threading/context.ts";
export { Lock as LockType, RLock } from "../dummy_threading/locks.ts";
export { allocateLock } from "./allocate_lock.ts";
export { startNewThread } from "./start_new_thread.ts";
export { RuntimeError as error } from "../_runtime/errors.ts";
export { type AnyFunction, task } from "../_transfer/task.ts";
export { type Tasks, tasks } from "../_transfer/tasks.ts";
export { transfer } from "../_transfer/transfer.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "../_runtime/errors.ts";
