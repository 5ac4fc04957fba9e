/**
 * Python's `dummy_threading` (17.8): the surface of `threading` where a thread is a cooperative task of the isolate.
 * It needs nothing but the language, and so works on edge runtimes too; blocking forms throw NotSupportedError unless
 * they need not wait.
 *
 * ```ts
 * import { Thread } from "@weft/concurrency/dummy_threading";
 *
 * const words: string[] = [];
 * const thread = new Thread({ target: (word: string) => words.push(word), args: ["hello"] });
 * thread.start();
 * await thread.join();
 * console.log(words);
 * ```
 *
 * ```output
 * [ "hello" ]
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
export { getNativeId } from "../_thread/identifiers.ts";
export { stackSize } from "../_thread/stack_size.ts";
export type { BarrierOptions } from "../threading/barrier.ts";
export { BrokenBarrierError } from "../threading/errors.ts";
export type { ExceptHookArgs } from "../threading/excepthook.ts";
export type { AnyHook, AnyTimer, Threading } from "../threading/surface.ts";
export type { SharedLock } from "../_thread/shared_lock.ts";
export type { SharedObject } from "../_thread/shared_object.ts";
export type { BaseThread } from "../threading/base_thread.ts";
export type { ThreadOptions } from "../threading/thread_options.ts";
export type { TimerOptions } from "../threading/timer_task.ts";
export { currentIdent as getIdent } from "./context.ts";
export { local } from "./local.ts";
export { Barrier, BoundedSemaphore, Condition, Event, Lock, RLock, Semaphore } from "./locks.ts";
export {
  __excepthook__,
  activeCount,
  currentThread,
  enumerate,
  excepthook,
  mainThread,
  setExcepthook,
  Thread,
} from "./thread.ts";
export { Timer } from "./timer.ts";
export { RuntimeError as ThreadError } from "../_runtime/errors.ts";
export { type AnyFunction, task } from "../_transfer/task.ts";
export { type Tasks, tasks } from "../_transfer/tasks.ts";
export { transfer } from "../_transfer/transfer.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "../_runtime/errors.ts";
