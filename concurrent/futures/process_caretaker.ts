import { RuntimeError } from "../../_runtime/errors.ts";
import { runtime } from "../../_runtime/mod.ts";
import { setCaretaker } from "../../multiprocessing/child_main.ts";
import { currentProcess } from "../../multiprocessing/current.ts";
import { errorText } from "../../multiprocessing/error_text.ts";

/** What takes the errors that nobody caught; true: it has taken this one. */
export type ErrorHandler = (error: unknown, kind: "error" | "rejection") => boolean;

/**
 * Has the errors that nobody caught taken by `handler`. They end a process of the user's, but this one is the pool's: as
 * in a thread they are reported.
 */
export function careFor(handler: ErrorHandler): void {
  setCaretaker({
    uncaught(error, kind) {
      if (!handler(error, kind)) report(error, kind);
      return true;
    },
    idle: () =>
      handler(
        new RuntimeError("nothing is left in the process that could settle the task"),
        "error",
      ),
  });
}

function report(error: unknown, kind: "error" | "rejection"): void {
  const what = kind === "error" ? "Uncaught error" : "Unhandled rejection";
  runtime().writeStderr(`${what} in process ${currentProcess().name}: ${errorText(error)}\n`);
}
