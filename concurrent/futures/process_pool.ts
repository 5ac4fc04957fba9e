import type { AnyFunction } from "../../_transfer/task.ts";
import { checkCount } from "./check_count.ts";
import { Executor, type ShutdownOptions } from "./executor.ts";
import type { Future } from "./future.ts";
import type { ProcessPool, ProcessPoolExecutorOptions } from "./process_options.ts";
import { startProcessPool } from "./process_start.ts";

export type { ProcessPoolExecutorOptions } from "./process_options.ts";

const WHO = "ProcessPoolExecutor";

let dropped: FinalizationRegistry<ProcessPool> | undefined;

/**
 * Runs functions in a pool of processes (Python 17.4.3). The functions are marked with `task`, or use nothing but their
 * parameters and globals; the module that starts a pool guards its main part with `if (import.meta.main)`. The program
 * does not end before all submitted work is done, and ends by itself then, whether or not `shutdown` was called; but
 * `process.exit`, or an error that nobody catches, ends it and the processes at once.
 *
 * ```ts
 * import { ProcessPoolExecutor, task } from "@weft/concurrency/concurrent/futures";
 *
 * const isPrime = task(import.meta, (n: number): boolean => {
 *   for (let i = 2; i * i <= n; i++) if (n % i === 0) return false;
 *   return n > 1;
 * });
 *
 * if (import.meta.main) {
 *   await using executor = new ProcessPoolExecutor(2);
 *   console.log(await Array.fromAsync(executor.map(isPrime, [112272535095293, 115797848077099])));
 * }
 * ```
 *
 * ```text
 * [ true, true ]
 * ```
 */
export class ProcessPoolExecutor extends Executor {
  readonly #pool: ProcessPool;

  /**
   * Creates the pool; a number is short for `{ maxWorkers }`. Throws RangeError for a bad `maxWorkers` or
   * `maxTasksPerChild`, TypeError for a bad `initializer`, and NotSupportedError where there are no processes.
   */
  constructor(options: ProcessPoolExecutorOptions | number = {}) {
    super();
    const given: ProcessPoolExecutorOptions = typeof options === "number"
      ? { maxWorkers: options }
      : options;
    checkCount(given.maxWorkers, "maxWorkers", WHO);
    checkCount(given.maxTasksPerChild, "maxTasksPerChild", WHO);
    const { initializer } = given;
    if (initializer !== undefined && typeof initializer !== "function") {
      throw new TypeError(`${WHO}: initializer must be a function, got ${String(initializer)}`);
    }
    this.#pool = startProcessPool(given);
    dropped ??= new FinalizationRegistry((pool) => void pool.shutdown(false));
    dropped.register(this, this.#pool, this);
  }

  /**
   * Schedules `fn(...args)` in a process. The arguments are copied now (or moved, see `transfer`); one that can't be sent
   * is refused now, with a DataCloneError that names the place inside the value. Throws RuntimeError after shutdown and
   * BrokenProcessPool once the pool is broken.
   */
  override submit<F extends AnyFunction>(
    fn: F,
    ...args: Parameters<F>
  ): Future<Awaited<ReturnType<F>>> {
    if (typeof fn !== "function") {
      throw new TypeError(`${WHO}.submit: fn must be a function, got ${String(fn)}`);
    }
    return this.#pool.submit(fn, args) as Future<Awaited<ReturnType<F>>>;
  }

  /**
   * Takes no more tasks. Resolves when all are done and the processes have ended, or at once with `wait: false`;
   * `cancelFutures` cancels those that no process has begun.
   */
  override shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    dropped?.unregister(this);
    const closed = this.#pool.shutdown(cancelFutures);
    return wait ? closed : Promise.resolve();
  }

  /** As it is for processes. */
  protected override get chunking(): boolean {
    return true;
  }

  /** Ends the processes by SIGTERM at once: pending futures fail with BrokenProcessPool. */
  terminateWorkers(): void {
    this.#pool.stop("terminate");
  }

  /** The same by SIGKILL. */
  killWorkers(): void {
    this.#pool.stop("kill");
  }
}
