/**
 * Python's `threading` (17.1): threads, and what they need to work together. Threads are real; locks block across them,
 * and every wait has an asynchronous form too.
 *
 * ```ts
 * import { task, Thread } from "@weft/concurrency/threading";
 *
 * export const greet = task(import.meta, (name: string) => console.log(`hello, ${name}`));
 *
 * if (import.meta.main) {
 *   const thread = new Thread({ target: greet, args: ["world"] });
 *   thread.start();
 *   await thread.join();
 * }
 * ```
 *
 * ```output
 * hello, world
 * ```
 *
 * @module
 */

export { TIMEOUT_MAX } from "../_sync/acquire_options.ts";
export type { Lockable } from "../_sync/hold.ts";
export type {
  AcquireOptions,
  SyncAcquireOptions,
  SyncWaitOptions,
  WaitOptions,
} from "../_sync/options.ts";
export { getIdent, getNativeId } from "../_thread/identifiers.ts";
export { Lock } from "../_thread/lock.ts";
export { RLock } from "../_thread/rlock.ts";
export { rehydrate, type SharedObject } from "../_thread/shared_object.ts";
export { isAvailable } from "../_thread/available.ts";
export type { SharedLock } from "../_thread/shared_lock.ts";
export { stackSize } from "../_thread/stack_size.ts";
export { Barrier, type BarrierOptions } from "./barrier.ts";
export { Condition } from "./condition.ts";
export { BrokenBarrierError } from "./errors.ts";
export { Event } from "./event.ts";
export type { ExceptHookArgs } from "./excepthook.ts";
export { __excepthook__, excepthook } from "./thread.ts";
export { local } from "./local.ts";
export { BoundedSemaphore, Semaphore } from "./semaphore.ts";
export { currentThread, setExcepthook, Thread } from "./thread.ts";
export type { ThreadOptions } from "./thread_options.ts";
export type { AnyHook, AnyTimer, Threading } from "./surface.ts";
export type { BaseThread } from "./base_thread.ts";
export { activeCount, enumerate, mainThread } from "./threads.ts";
export { Timer } from "./timer.ts";
export type { TimerOptions } from "./timer_task.ts";
export { RuntimeError as ThreadError } from "../_runtime/errors.ts";
export { type AnyFunction, task } from "../_transfer/task.ts";
export { type Tasks, tasks } from "../_transfer/tasks.ts";
export { transfer } from "../_transfer/transfer.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "../_runtime/errors.ts";
