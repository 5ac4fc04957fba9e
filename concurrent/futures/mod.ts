/**
 * Python's `concurrent.futures` (17.4): launching parallel tasks and waiting for their results.
 *
 * ```ts
 * import { task, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
 *
 * export const square = task(import.meta, (n: number) => n * n);
 *
 * if (import.meta.main) {
 *   await using executor = new ThreadPoolExecutor();
 *   for await (const n of executor.map(square, [1, 2, 3])) console.log(n);
 * }
 * ```
 *
 * @module
 */

export { asCompleted, asCompletedSync, type CompletedFuture } from "./as_completed.ts";
export {
  BrokenExecutor,
  BrokenProcessPool,
  BrokenThreadPool,
  CancelledError,
  InvalidStateError,
  TimeoutError,
} from "./errors.ts";
export { Executor, type MapOptions, type ShutdownOptions } from "./executor.ts";
export { Future } from "./future.ts";
export { ProcessPoolExecutor, type ProcessPoolExecutorOptions } from "./process_pool.ts";
export { ThreadPoolExecutor, type ThreadPoolExecutorOptions } from "./thread_pool.ts";
export {
  ALL_COMPLETED,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  wait,
  type WaitFuturesOptions,
  type WaitResult,
  waitSync,
  type WaitSyncOptions,
} from "./wait.ts";
export { type AnyFunction, task } from "../../_transfer/task.ts";
export { type Tasks, tasks } from "../../_transfer/tasks.ts";
export { transfer } from "../../_transfer/transfer.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "../../_runtime/errors.ts";
export type { SyncWaitOptions, WaitOptions } from "../../_sync/options.ts";
