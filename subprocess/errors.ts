import { registerClass } from "../_transfer/registry.ts";
import { commandText } from "./command_text.ts";
import type { Args } from "./options.ts";
import { signalName } from "./signals.ts";

/** Python's SubprocessError (17.5.1): what the module's own errors extend. */
export class SubprocessError extends Error {
  static {
    this.prototype.name = "SubprocessError";
  }
}

/**
 * Python's CalledProcessError (17.5.1): a program ended with another status than 0.
 *
 * ```ts
 * import { CalledProcessError } from "@weft/concurrency/subprocess";
 *
 * console.log(new CalledProcessError(2, ["ls", "missing"]).message);
 * console.log(new CalledProcessError(-9, "sleep 60").message);
 * ```
 *
 * ```output
 * Command '['ls', 'missing']' returned non-zero exit status 2.
 * Command 'sleep 60' died with SIGKILL (signal 9).
 * ```
 */
export class CalledProcessError<T = Uint8Array | string> extends SubprocessError {
  static {
    this.prototype.name = "CalledProcessError";
  }
  /** The exit status; -N: ended by signal N. */
  readonly returncode: number;
  /** What was run, as it was given. */
  readonly cmd: Args;
  /** What it wrote to stdout; null when that was not captured. */
  readonly output: T | null;
  /** What it wrote to stderr; null when that was not captured. */
  readonly stderr: T | null;

  /** Creates the error; the message says how the program ended. */
  constructor(returncode: number, cmd: Args, output: T | null = null, stderr: T | null = null) {
    super(`Command '${commandText(cmd)}' ${ending(returncode)}.`);
    this.returncode = returncode;
    this.cmd = cmd;
    this.output = output;
    this.stderr = stderr;
  }

  /** The same as `output`. */
  get stdout(): T | null {
    return this.output;
  }
}

/**
 * Python's TimeoutExpired (17.5.1): a program did not end in time. It carries what was read until then; more than a
 * megabyte of it is joined when it is first looked at, not to be late.
 *
 * ```ts
 * import { TimeoutExpired } from "@weft/concurrency/subprocess";
 *
 * const error = new TimeoutExpired("sleep 5", 200, "so far");
 * console.log(error.message);
 * console.log(error.stdout);
 * ```
 *
 * ```output
 * Command 'sleep 5' timed out after 200 ms
 * so far
 * ```
 */
export class TimeoutExpired<T = Uint8Array | string> extends SubprocessError {
  static {
    this.prototype.name = "TimeoutExpired";
  }
  /** What was run, as it was given. */
  readonly cmd: Args;
  /** How long it was given, in milliseconds. */
  readonly timeout: number;
  /** What it wrote to stdout; null when nothing was read. */
  readonly output: T | null;
  /** What it wrote to stderr; null when nothing was read. */
  readonly stderr: T | null;

  /** Creates the error; `timeout` is in milliseconds. */
  constructor(cmd: Args, timeout: number, output: T | null = null, stderr: T | null = null) {
    super(`Command '${commandText(cmd)}' timed out after ${timeout} ms`);
    this.cmd = cmd;
    this.timeout = timeout;
    this.output = output;
    this.stderr = stderr;
  }

  /** The same as `output`. */
  get stdout(): T | null {
    return this.output;
  }
}

for (const Class of [SubprocessError, CalledProcessError, TimeoutExpired]) {
  registerClass(Class.prototype.name, Class, { module: () => import.meta.url });
}

function ending(returncode: number): string {
  if (returncode >= 0) return `returned non-zero exit status ${returncode}`;
  const name = signalName(-returncode, platform());
  return name === undefined
    ? `died with unknown signal ${-returncode}`
    : `died with ${name} (signal ${-returncode})`;
}

// The error can be made where no process can be started, so this is asked of the Web and not of the runtime.
function platform(): string {
  const { navigator } = globalThis as { navigator?: { platform?: string } };
  return navigator?.platform?.startsWith("Mac") ? "darwin" : "linux";
}
