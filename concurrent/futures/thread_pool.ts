import { runtime } from "../../_runtime/mod.ts";
import { NotSupportedError } from "../../_runtime/errors.ts";
import { explainCloneFailure } from "../../_transfer/diagnose.ts";
import { pack } from "../../_transfer/pack.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import { checkCount } from "./check_count.ts";
import { Executor, type ShutdownOptions } from "./executor.ts";
import { FunctionTable } from "./function_table.ts";
import type { Future } from "./future.ts";
import type { Initializer } from "./lane_message.ts";
import { Scheduler } from "./scheduler.ts";
import { threadKind } from "./thread_kind.ts";

/** Options of {@linkcode ThreadPoolExecutor}. */
export interface ThreadPoolExecutorOptions {
  /** Threads at most; they are started as they are needed. Default: min(32, CPUs + 4). RangeError when < 1. */
  maxWorkers?: number;
  /** The threads are named PREFIX_0, PREFIX_1, … Default: "ThreadPoolExecutor-N". */
  threadNamePrefix?: string;
  /** Called in each thread before its first task. When it fails the pool is broken. */
  initializer?: AnyFunction;
  /** Arguments of the initializer. */
  initargs?: unknown[];
}

let poolCount = 0;
let dropped: FinalizationRegistry<Scheduler> | undefined;

/**
 * Runs functions in a pool of threads: Web Workers that share memory (Python 17.4.2). The functions are marked with
 * `task`, or use nothing but their parameters and globals. The program does not end before all submitted work is done,
 * and ends by itself then, whether or not `shutdown` was called.
 *
 * ```ts
 * import { task, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
 *
 * export const fibonacci = task(import.meta, (n: number): number => {
 *   return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
 * });
 *
 * if (import.meta.main) {
 *   await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
 *   const future = executor.submit(fibonacci, 20);
 *   console.log(await future);
 * }
 * ```
 */
export class ThreadPoolExecutor extends Executor {
  readonly #scheduler: Scheduler;

  /**
   * Creates the pool; a number is short for `{ maxWorkers }`. Throws RangeError for a bad `maxWorkers`, DataCloneError
   * for an initializer or initargs that can't be sent, and NotSupportedError where there are no threads.
   */
  constructor(options: ThreadPoolExecutorOptions | number = {}) {
    super();
    const { maxWorkers, threadNamePrefix, initializer, initargs = [] }: ThreadPoolExecutorOptions =
      typeof options === "number" ? { maxWorkers: options } : options;
    checkCount(maxWorkers, "maxWorkers", "ThreadPoolExecutor");
    if (!runtime().capabilities().threads) {
      throw new NotSupportedError(
        "ThreadPoolExecutor: this runtime has no threads (Web Workers that share memory); " +
          "run the program on Deno or Bun",
      );
    }
    const functions = new FunctionTable();
    const kind = threadKind(prepareInitializer(functions, initializer, initargs));
    this.#scheduler = new Scheduler(kind, {
      maxWorkers: maxWorkers ?? Math.min(32, runtime().cpuCount() + 4),
      namePrefix: threadNamePrefix ?? `ThreadPoolExecutor-${poolCount}`,
      maxTasks: Infinity,
    }, functions);
    poolCount++;
    // The threads of a pool that nobody can use any more are free for others.
    dropped ??= new FinalizationRegistry((scheduler) => scheduler.shutdown(false));
    dropped.register(this, this.#scheduler);
  }

  /**
   * Schedules `fn(...args)` in a thread. The arguments are copied now (or moved, see `transfer`); one that can't be sent
   * is refused now, with a DataCloneError that names the place inside the value. Throws RuntimeError after shutdown and
   * BrokenThreadPool once the pool is broken.
   */
  override submit<F extends AnyFunction>(
    fn: F,
    ...args: Parameters<F>
  ): Future<Awaited<ReturnType<F>>> {
    if (typeof fn !== "function") {
      throw new TypeError(`ThreadPoolExecutor.submit: fn must be a function, got ${String(fn)}`);
    }
    return this.#scheduler.submit(fn, args) as Future<Awaited<ReturnType<F>>>;
  }

  /**
   * Takes no more tasks. Resolves when all are done and the threads have left the pool, or at once with
   * `wait: false`; `cancelFutures` cancels those that no thread has begun.
   */
  override shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    this.#scheduler.shutdown(cancelFutures);
    return wait ? this.#scheduler.ended() : Promise.resolve();
  }
}

function prepareInitializer(
  functions: FunctionTable,
  initializer: AnyFunction | undefined,
  initargs: unknown[],
): Initializer | undefined {
  if (initializer === undefined) return undefined;
  if (typeof initializer !== "function") {
    throw new TypeError(
      `ThreadPoolExecutor: initializer must be a function, got ${String(initializer)}`,
    );
  }
  const reference = functions.reference(functions.number(initializer, "initializer"));
  const { value, parts, transfer } = pack(initargs, "initargs");
  try {
    // Copied now: every thread gets what they are at this call, also those that start much later.
    return structuredClone({ reference, args: value, parts }, { transfer: transfer ?? [] });
  } catch (error) {
    throw explainCloneFailure(error, initargs, "initargs");
  }
}
