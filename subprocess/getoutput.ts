import type { CompletedProcess } from "./completed_process.ts";
import { PIPE, STDOUT } from "./constants.ts";
import { run } from "./run.ts";
import { runSync } from "./run_sync.ts";

/** How the output of a shell command becomes text. */
export interface GetoutputOptions {
  /** "utf-8" unless it says otherwise. */
  encoding?: string;
  /** "strict", "ignore" or "replace". */
  errors?: string;
}

/**
 * Python's getstatusoutput (17.5.7): runs a command in a shell; its exit status, and what it writes to stdout and stderr,
 * as text without the last newline.
 *
 * ```ts
 * import { getstatusoutput } from "@weft/concurrency/subprocess";
 *
 * console.log(await getstatusoutput("echo spam; exit 3"));
 * ```
 *
 * ```output
 * [ 3, "spam" ]
 * ```
 */
export async function getstatusoutput(
  cmd: string,
  options?: GetoutputOptions,
): Promise<[number, string]> {
  return statusAndOutput(await run(cmd, shellOptions(options)));
}

/** The same, blocking. */
export function getstatusoutputSync(cmd: string, options?: GetoutputOptions): [number, string] {
  return statusAndOutput(runSync(cmd, shellOptions(options)));
}

/** Python's getoutput (17.5.7): the output alone. */
export async function getoutput(cmd: string, options?: GetoutputOptions): Promise<string> {
  return (await getstatusoutput(cmd, options))[1];
}

/** The same, blocking. */
export function getoutputSync(cmd: string, options?: GetoutputOptions): string {
  return getstatusoutputSync(cmd, options)[1];
}

function shellOptions(options: GetoutputOptions = {}) {
  return { ...options, shell: true, text: true, stdout: PIPE, stderr: STDOUT } as const;
}

function statusAndOutput(
  { returncode, stdout }: CompletedProcess<unknown>,
): [number, string] {
  return [returncode, (stdout as string).replace(/\n$/, "")];
}
