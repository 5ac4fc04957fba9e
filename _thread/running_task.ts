// Whether this thread is within a task of the user's, and not merely loading the module of one.

import { RuntimeError } from "../_runtime/errors.ts";
import { importing } from "../_transfer/reference.ts";
import { booting } from "./bootstrap.ts";

let running = false;

/** For those who run tasks: a job of the user's has begun, or has ended. */
export function setTaskRunning(on: boolean): void {
  running = on;
}

/** Throws where a program without a guarded main part would start threads without end. */
export function refuseWhileImporting(who: string, what: string): void {
  // A bundle is imported as a whole before any task of it. An import that never ends outlives the task it was for.
  if (running || !(importing() || booting())) return;
  throw new RuntimeError(
    `${who}: ${what} while the module of a task was being imported by a worker thread, which ` +
      "would start threads without end; guard the main part of the program with " +
      "`if (import.meta.main)`",
  );
}
