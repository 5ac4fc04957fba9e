import { registerClass } from "../_transfer/registry.ts";
import { CalledProcessError } from "./errors.ts";
import type { Args } from "./options.ts";

/**
 * Python's CompletedProcess (17.5.1): how a program that `run` has started ended, and what it wrote.
 *
 * ```ts
 * import { CalledProcessError, CompletedProcess } from "@weft/concurrency/subprocess";
 *
 * const failed = new CompletedProcess(["grep", "x"], 1, "");
 * try {
 *   failed.checkReturncode();
 * } catch (error) {
 *   console.log(error instanceof CalledProcessError && error.returncode);
 * }
 * ```
 *
 * ```output
 * 1
 * ```
 */
export class CompletedProcess<T = Uint8Array> {
  /** What was run, as it was given. */
  readonly args: Args;
  /** The exit status; -N: ended by signal N. */
  readonly returncode: number;
  /** What it wrote to stdout; null when that was not captured. */
  readonly stdout: T | null;
  /** What it wrote to stderr; null when that was not captured. */
  readonly stderr: T | null;

  /** Creates it; what is not given was not captured. */
  constructor(args: Args, returncode: number, stdout: T | null = null, stderr: T | null = null) {
    this.args = args;
    this.returncode = returncode;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /**
   * Returns when the exit status is 0 (17.5.1 `check_returncode`).
   *
   * @throws CalledProcessError for any other, with what was captured.
   */
  checkReturncode(): void {
    if (this.returncode === 0) return;
    throw new CalledProcessError<T>(this.returncode, this.args, this.stdout, this.stderr);
  }
}

registerClass("CompletedProcess", CompletedProcess, { module: () => import.meta.url });
