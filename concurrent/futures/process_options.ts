import type { AnyFunction } from "../../_transfer/task.ts";
import type { Future } from "./future.ts";
import type { Ending } from "./pool_kind.ts";

/** Options of {@linkcode ProcessPoolExecutor}. */
export interface ProcessPoolExecutorOptions {
  /** Processes at most; they are started as they are needed. Default: the CPUs. RangeError when < 1. */
  maxWorkers?: number;
  /** How they are started: what `multiprocessing.getContext` returns. */
  mpContext?: unknown;
  /** Called in each process before its first task. When it fails the pool is broken. */
  initializer?: AnyFunction;
  /** Arguments of the initializer. */
  initargs?: unknown[];
  /** A process is replaced by a new one after so many tasks. RangeError when < 1. Without `mpContext` they are spawned. */
  maxTasksPerChild?: number;
}

/** A pool of processes, for the class that users see. */
export interface ProcessPool {
  submit(fn: AnyFunction, args: unknown[]): Future<unknown>;
  /** Resolves when all is done and the processes have ended. */
  shutdown(cancelFutures: boolean): Promise<void>;
  /** Ends the processes at once. */
  stop(how: Ending): void;
}
