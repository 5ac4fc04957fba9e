// A Process object is sent to itself alone: with the fields of its subclass to the process that it starts, where it becomes
// the current process.

import { RuntimeError } from "../_runtime/errors.ts";
import { cloneError } from "../_transfer/clone_error.ts";
import { part } from "./child_parts.ts";

let leaving: object | undefined;
let arriving = false;

/** Calls `body`, which sends the process to itself. */
export function whileLeaving<T>(process: object, body: () => T): T {
  const before = leaving;
  leaving = process;
  try {
    return body();
  } finally {
    leaving = before;
  }
}

/** What is sent of a process. */
export function leave(process: { readonly name: string }): null {
  if (process === leaving) return null;
  throw cloneError(
    `process ${process.name}`,
    "a Process is sent to itself alone, as it starts; send its pid, or something to talk by",
  );
}

/** In the process itself, whose object will come, or has. */
export function setArriving(on: boolean): void {
  arriving = on;
}

/** That object; whoever knows its class has loaded what makes it. */
export function arrive(): object {
  if (arriving) return part("currentProcess")();
  throw new RuntimeError("a Process has arrived that was not started");
}
