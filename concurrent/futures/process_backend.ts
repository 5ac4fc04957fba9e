// What a pool of processes is made of, loaded with the first of them: everything about processes comes with it, which
// threads do without.

import { runtime } from "../../_runtime/mod.ts";
import { refer } from "../../_transfer/reference.ts";
import { getContext } from "../../multiprocessing/context.ts";
import { addOwner } from "../../multiprocessing/exit.ts";
import { dumps } from "../../multiprocessing/reduction.ts";
import { usesWire } from "../../multiprocessing/wire/choice.ts";
import "../../multiprocessing/wire/mod.ts";
import { FunctionTable } from "./function_table.ts";
import { type CreateProcess, processKind } from "./process_kind.ts";
import type { ProcessPool, ProcessPoolExecutorOptions } from "./process_options.ts";
import { Scheduler } from "./scheduler.ts";
import { Watcher } from "./watcher.ts";

const WHO = "ProcessPoolExecutor";
/** Ends and sockets that are watched for each worker, and for those that are being replaced. */
const PLACES = 4;

/** A pool; the options have been checked, as far as that needs no processes. */
export function createProcessPool(options: ProcessPoolExecutorOptions): ProcessPool {
  const { maxWorkers, mpContext, initializer, initargs = [], maxTasksPerChild } = options;
  if (initializer !== undefined) {
    // Refused now, not when the first process is started.
    refer(initializer, "initializer");
    dumps(initargs, "initargs").abandon();
  }
  const workers = maxWorkers ?? runtime().cpuCount();
  let watcher: Watcher | undefined;
  // With the first process: in a bundle its thread imports the program, which may make a pool as it is imported.
  const watch = usesWire() ? undefined : () => watcher ??= new Watcher(PLACES * workers);
  const context = mpContext ?? getContext(maxTasksPerChild === undefined ? undefined : "spawn");
  const kind = processKind(creator(context), watch, initializer, initargs);
  const scheduler = new Scheduler(kind, {
    maxWorkers: workers,
    namePrefix: WHO,
    maxTasks: maxTasksPerChild ?? Infinity,
  }, new FunctionTable());
  const close = closer(scheduler, async () => await watcher?.stop());
  return {
    submit: (fn, args) => scheduler.submit(fn, args),
    shutdown(cancelFutures) {
      scheduler.shutdown(cancelFutures);
      return close();
    },
    stop(how) {
      scheduler.stop(how);
      void close();
    },
  };
}

/** What closes the pool, once; the end of the program does, too, like Python's. */
function closer(scheduler: Scheduler, stopWatching: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const close = () => closing ??= end();
  const end = async () => {
    scheduler.shutdown(false);
    await scheduler.ended();
    await stopWatching();
    forget();
  };
  const forget = addOwner(close);
  return close;
}

function creator(context: unknown): CreateProcess {
  const { Process } = context as { Process?: new (options: object) => never };
  if (typeof Process !== "function") {
    throw new TypeError(`${WHO}: mpContext must be a context, got ${String(context)}`);
  }
  return (options) => new Process(options);
}
