import { runtime } from "../../_runtime/mod.ts";
import { refer } from "../../_transfer/reference.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import { getContext } from "../../multiprocessing/context.ts";
import { addOwner } from "../../multiprocessing/exit.ts";
import { dumps } from "../../multiprocessing/reduction.ts";
import { checkCount } from "./check_count.ts";
import { Executor, type ShutdownOptions } from "./executor.ts";
import { FunctionTable } from "./function_table.ts";
import type { Future } from "./future.ts";
import { type CreateProcess, processKind } from "./process_kind.ts";
import { Scheduler } from "./scheduler.ts";
import { Watcher } from "./watcher.ts";

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
  /** A process is replaced by a new one after so many tasks. RangeError when < 1. */
  maxTasksPerChild?: number;
}

const WHO = "ProcessPoolExecutor";
/** Ends and sockets that are watched for each worker, and for those that are being replaced. */
const PLACES = 4;

let dropped: FinalizationRegistry<() => void> | undefined;

/**
 * Runs functions in a pool of processes (Python 17.4.3). The functions are marked with `task`, or use nothing but their
 * parameters and globals; the module that starts a pool guards its main part with `if (import.meta.main)`. The program
 * does not end before all submitted work is done, and ends by itself then, whether or not `shutdown` was called.
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
  readonly #scheduler: Scheduler;
  readonly #close: () => void;

  /**
   * Creates the pool; a number is short for `{ maxWorkers }`. Throws RangeError for a bad `maxWorkers` or
   * `maxTasksPerChild`, TypeError for a bad `initializer`, and NotSupportedError where there are no processes.
   */
  constructor(options: ProcessPoolExecutorOptions | number = {}) {
    super();
    const { maxWorkers, mpContext, initializer, initargs = [], maxTasksPerChild } =
      typeof options === "number" ? { maxWorkers: options } : options;
    checkCount(maxWorkers, "maxWorkers", WHO);
    checkCount(maxTasksPerChild, "maxTasksPerChild", WHO);
    if (initializer !== undefined) {
      if (typeof initializer !== "function") {
        throw new TypeError(`${WHO}: initializer must be a function, got ${String(initializer)}`);
      }
      // Refused now, not when the first process is started.
      refer(initializer, "initializer");
      dumps(initargs, "initargs").abandon();
    }
    const workers = maxWorkers ?? runtime().cpuCount();
    const watcher = new Watcher(PLACES * workers);
    const kind = processKind(creator(mpContext), watcher, initializer, initargs);
    const scheduler = new Scheduler(kind, {
      maxWorkers: workers,
      namePrefix: WHO,
      maxTasks: maxTasksPerChild ?? Infinity,
    }, new FunctionTable());
    this.#scheduler = scheduler;
    this.#close = closer(scheduler, watcher);
    dropped ??= new FinalizationRegistry((close) => close());
    dropped.register(this, this.#close, this);
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
    return this.#scheduler.submit(fn, args) as Future<Awaited<ReturnType<F>>>;
  }

  /**
   * Takes no more tasks. Resolves when all are done and the processes have ended, or at once with `wait: false`;
   * `cancelFutures` cancels those that no process has begun.
   */
  override shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    this.#scheduler.shutdown(cancelFutures);
    this.#close();
    dropped?.unregister(this);
    return wait ? this.#scheduler.ended() : Promise.resolve();
  }

  /** As it is for processes. */
  protected override get chunking(): boolean {
    return true;
  }

  /** Ends the processes by SIGTERM at once: pending futures fail with BrokenProcessPool. */
  terminateWorkers(): void {
    this.#scheduler.stop("terminate");
    this.#close();
  }

  /** The same by SIGKILL. */
  killWorkers(): void {
    this.#scheduler.stop("kill");
    this.#close();
  }
}

/** What closes the pool, once; the end of the program does, too, like Python's. */
function closer(scheduler: Scheduler, watcher: Watcher): () => void {
  let closing: Promise<void> | undefined;
  const close = () => closing ??= end();
  const end = async () => {
    scheduler.shutdown(false);
    await scheduler.ended();
    watcher.stop();
    forget();
  };
  const forget = addOwner(close);
  return () => void close();
}

function creator(mpContext: unknown): CreateProcess {
  const context = mpContext ?? getContext();
  const { Process } = context as { Process?: new (options: object) => never };
  if (typeof Process !== "function") {
    throw new TypeError(`${WHO}: mpContext must be a context, got ${String(mpContext)}`);
  }
  return (options) => new Process(options);
}
