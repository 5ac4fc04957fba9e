import { SystemExit } from "../_runtime/errors.ts";
import { runtime } from "../_runtime/mod.ts";

/** Ends the calling thread silently (17.9 `exit`), by throwing SystemExit. */
export function exit(): never {
  throw new SystemExit();
}

/**
 * Simulates the arrival of a signal in the main thread (17.9 `interrupt_main`), SIGINT by default: runs its listeners
 * for that signal, or what the system does where there are none.
 *
 * @throws RangeError for an unknown signal.
 * @throws NotSupportedError on Deno without `--allow-run`, which sending a signal takes.
 */
export function interruptMain(signal: string = "SIGINT"): void {
  if (typeof signal !== "string") {
    throw new TypeError(
      `interruptMain: signal must be a name like "SIGINT", got ${String(signal)}`,
    );
  }
  if (!/^SIG[A-Z0-9]+$/.test(signal)) {
    throw new RangeError(`interruptMain: signal must be a name like "SIGINT", got "${signal}"`);
  }
  runtime().raiseSignal(signal);
}
