import type { CompletedProcess } from "./completed_process.ts";
import { PIPE } from "./constants.ts";
import type { Args, NoStdout, Out, RunOptions, Sync } from "./options.ts";
import { checkOutputOptions } from "./run_options.ts";
import { run } from "./run.ts";
import { runSync } from "./run_sync.ts";

/**
 * Python's call (17.5.5): runs a program, and resolves to its return code. Do not use PIPE: nobody reads it.
 *
 * ```ts
 * import { call } from "@weft/concurrency/subprocess";
 *
 * console.log(await call("exit 3", { shell: true }));
 * ```
 *
 * ```output
 * 3
 * ```
 */
export async function call(args: Args, options?: RunOptions): Promise<number> {
  return (await run(args, options)).returncode;
}

/** The same, blocking. */
export function callSync(args: Args, options?: Sync<RunOptions>): number {
  return runSync(args, options).returncode;
}

/**
 * Python's check_call (17.5.5): the same, but it rejects with CalledProcessError for another return code than 0.
 *
 * ```ts
 * import { checkCall } from "@weft/concurrency/subprocess";
 *
 * await checkCall(["false"]).catch((error) => console.log(error.message));
 * ```
 *
 * ```output
 * Command '['false']' returned non-zero exit status 1.
 * ```
 */
export async function checkCall(args: Args, options?: RunOptions): Promise<0> {
  await run(args, { ...options, check: true });
  return 0;
}

/** The same, blocking. */
export function checkCallSync(args: Args, options?: Sync<RunOptions>): 0 {
  runSync(args, { ...options, check: true });
  return 0;
}

/**
 * Python's check_output (17.5.5): runs a program, and resolves to what it writes to stdout. Rejects with
 * CalledProcessError for another return code than 0.
 *
 * ```ts
 * import { checkOutput } from "@weft/concurrency/subprocess";
 *
 * console.log(await checkOutput(["echo", "spam"], { text: true }));
 * ```
 *
 * ```output
 * spam
 *
 * ```
 */
// deno-lint-ignore ban-types
export async function checkOutput<O extends NoStdout<RunOptions> = {}>(
  args: Args,
  options?: O,
): Promise<Out<O>> {
  return outputOf<O>(await run(args, outputOptions(options, "checkOutput")));
}

/** The same, blocking. */
// deno-lint-ignore ban-types
export function checkOutputSync<O extends Sync<NoStdout<RunOptions>> = {}>(
  args: Args,
  options?: O,
): Out<O> {
  return outputOf<O>(runSync(args, outputOptions(options, "checkOutputSync")));
}

function outputOptions(options: RunOptions | undefined, who: string): RunOptions {
  return { ...checkOutputOptions(options, who), stdout: PIPE, check: true };
}

function outputOf<O>({ stdout }: CompletedProcess<unknown>): Out<O> {
  return stdout as Out<O>;
}
