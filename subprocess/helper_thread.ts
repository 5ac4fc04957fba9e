// The blocking forms where the C library can't be called: a thread runs the asynchronous form, and this one waits for it.

import { ThreadPoolExecutor } from "../concurrent/futures/mod.ts";
import { task } from "../_transfer/task.ts";
import type { CompletedProcess } from "./completed_process.ts";
import type { Args, RunOptions } from "./options.ts";
import { run } from "./run.ts";

const runThere = task(import.meta, (args: Args, options: RunOptions) => run(args, options));

/** Runs the program in another thread. */
export function runElsewhere(
  args: Args,
  options: RunOptions,
): CompletedProcess<Uint8Array | string> {
  const pool = new ThreadPoolExecutor(1);
  try {
    return pool.submit(runThere, args, options).resultSync() as CompletedProcess<
      Uint8Array | string
    >;
  } finally {
    void pool.shutdown({ wait: false });
  }
}
