/**
 * Python's `multiprocessing` (17.2): processes with the interface of threads, and what they exchange and share: pipes,
 * queues, locks, memory. Durations are milliseconds.
 *
 * ```ts
 * import { Process, Queue, task } from "@weft/concurrency/multiprocessing";
 *
 * export const answer = task(import.meta, (q: Queue) => q.putSync([42, null, "hello"]));
 *
 * if (import.meta.main) {
 *   const q = new Queue();
 *   const process = new Process({ target: answer, args: [q] });
 *   process.start();
 *   console.log(await q.get());
 *   await process.join();
 * }
 * ```
 *
 * ```output
 * [ 42, null, "hello" ]
 * ```
 *
 * @module
 */

import { Barrier } from "./barrier.ts";
import { Condition } from "./condition.ts";
import { type BaseContext, extendContexts, getContext as contextFor } from "./context.ts";
import {
  AuthenticationError,
  BufferTooShort,
  EOFError,
  ProcessError,
  TimeoutError,
} from "./errors.ts";
import { Event } from "./event.ts";
import { Lock, RLock } from "./locks.ts";
import { Pipe } from "./pipe.ts";
import { JoinableQueue, Queue, SimpleQueue } from "./queues.ts";
import { BoundedSemaphore, Semaphore } from "./semaphores.ts";
import { RawArray } from "./sharedctypes/raw_array.ts";
import { RawValue } from "./sharedctypes/raw_value.ts";
import { Array, Value } from "./sharedctypes/value.ts";
import type { StartMethod } from "./start_method.ts";
import "./wire/mod.ts";

const NAMES: Omit<Context, keyof BaseContext> = {
  Pipe,
  Queue,
  JoinableQueue,
  SimpleQueue,
  Lock,
  RLock,
  Condition,
  Semaphore,
  BoundedSemaphore,
  Event,
  Barrier,
  Value,
  Array,
  RawValue,
  RawArray,
  ProcessError,
  BufferTooShort,
  AuthenticationError,
  TimeoutError,
  EOFError,
};

/** The names of this module, with processes that are started in a certain way (17.2.1.2). */
export interface Context extends BaseContext {
  /** The context itself, or the one of another method. */
  getContext(method?: StartMethod): Context;
  /** See the module. */
  readonly Pipe: typeof Pipe;
  /** See the module. */
  readonly Queue: typeof Queue;
  /** See the module. */
  readonly JoinableQueue: typeof JoinableQueue;
  /** See the module. */
  readonly SimpleQueue: typeof SimpleQueue;
  /** See the module. */
  readonly Lock: typeof Lock;
  /** See the module. */
  readonly RLock: typeof RLock;
  /** See the module. */
  readonly Condition: typeof Condition;
  /** See the module. */
  readonly Semaphore: typeof Semaphore;
  /** See the module. */
  readonly BoundedSemaphore: typeof BoundedSemaphore;
  /** See the module. */
  readonly Event: typeof Event;
  /** See the module. */
  readonly Barrier: typeof Barrier;
  /** See the module. */
  readonly Value: typeof Value;
  /** See the module. */
  readonly Array: typeof Array;
  /** See the module. */
  readonly RawValue: typeof RawValue;
  /** See the module. */
  readonly RawArray: typeof RawArray;
  /** See the module. */
  readonly ProcessError: typeof ProcessError;
  /** See the module. */
  readonly BufferTooShort: typeof BufferTooShort;
  /** See the module. */
  readonly AuthenticationError: typeof AuthenticationError;
  /** See the module. */
  readonly TimeoutError: typeof TimeoutError;
  /** See the module. */
  readonly EOFError: typeof EOFError;
}

extendContexts(() => NAMES);

/**
 * A context (17.2.2.3 `get_context`): an object with the names of this module, so that a library need not set the start
 * method of the whole program. Without a method it is the default one, whose method this fixes.
 *
 * ```ts
 * import { getContext, task } from "@weft/concurrency/multiprocessing";
 *
 * export const greet = task(import.meta, () => console.log("hello"));
 *
 * if (import.meta.main) {
 *   const context = getContext("forkserver");
 *   const process = new context.Process({ target: greet });
 *   process.start();
 *   await process.join();
 *   console.log(process.name);
 * }
 * ```
 *
 * ```output
 * hello
 * ForkServerProcess-1
 * ```
 *
 * @throws RangeError for a method that there is not: "cannot find context for 'fork'".
 */
export function getContext(method?: StartMethod): Context {
  return contextFor(method) as Context;
}

export { Barrier } from "./barrier.ts";
export { Condition } from "./condition.ts";
export { Connection } from "./connection.ts";
export { type BaseContext, cpuCount, freezeSupport } from "./context.ts";
export { currentProcess, parentProcess } from "./current.ts";
export {
  AuthenticationError,
  BufferTooShort,
  EOFError,
  ProcessError,
  TimeoutError,
} from "./errors.ts";
export { Event } from "./event.ts";
export { setExecutable } from "./executable.ts";
export { setForkserverPreload } from "./forkserver.ts";
export { Lock, RLock } from "./locks.ts";
export { Pipe } from "./pipe.ts";
export { activeChildren } from "./active.ts";
export { Process, type ProcessOptions } from "./process.ts";
export { JoinableQueue, Queue, SimpleQueue } from "./queues.ts";
export { BoundedSemaphore, Semaphore } from "./semaphores.ts";
export type { Sentinel } from "./sentinel.ts";
export type { Waitable } from "./waitable.ts";
export { type Initializer, RawArray, type SharedNumbers } from "./sharedctypes/raw_array.ts";
export { RawValue, type SharedValue } from "./sharedctypes/raw_value.ts";
export {
  Synchronized,
  SynchronizedArray,
  type SynchronizedBase,
  type SynchronizedString,
} from "./sharedctypes/synchronized.ts";
export type { ElementOf, TypeCode, ValueOf } from "./sharedctypes/typecodes.ts";
export {
  Array,
  type Guarded,
  type LockOption,
  type Unguarded,
  Value,
} from "./sharedctypes/value.ts";
export {
  getAllStartMethods,
  getStartMethod,
  setStartMethod,
  type StartMethod,
} from "./start_method.ts";
export { type AnyFunction, task } from "../_transfer/task.ts";
export { type Tasks, tasks } from "../_transfer/tasks.ts";
export { transfer } from "../_transfer/transfer.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "../_runtime/errors.ts";
export type { Lockable } from "../_sync/hold.ts";
export type {
  AcquireOptions,
  SyncAcquireOptions,
  SyncWaitOptions,
  WaitOptions,
} from "../_sync/options.ts";
export type { Lock as ThreadLock } from "../_thread/lock.ts";
export type { RLock as ThreadRLock } from "../_thread/rlock.ts";
export type { SharedLock } from "../_thread/shared_lock.ts";
export type { SharedObject } from "../_thread/shared_object.ts";
export type { GetOptions, PutOptions, SyncGetOptions, SyncPutOptions } from "../queue/options.ts";
export type { Barrier as ThreadBarrier, BarrierOptions } from "../threading/barrier.ts";
export type { Condition as ThreadCondition } from "../threading/condition.ts";
export type { Event as ThreadEvent } from "../threading/event.ts";
export type { Semaphore as ThreadSemaphore } from "../threading/semaphore.ts";
