import { CompletedProcess } from "./completed_process.ts";
import { PIPE } from "./constants.ts";
import { TimeoutExpired } from "./errors.ts";
import { choosesGroup, killHard, leadsGroup } from "./group.ts";
import { interruptible } from "./interrupts.ts";
import type { Args, Out, PopenOptions, RunOptions } from "./options.ts";
import { checkRunOptions } from "./run_options.ts";
import { expired, Popen } from "./popen.ts";

/** Milliseconds for the output of a killed child to arrive; a grandchild that has left the group may keep its pipe. */
const LAST_OUTPUT = 30;

/**
 * Python's run (17.5.1): starts a program, feeds it `input`, waits for its end, and resolves to how it ended and, with
 * `captureOutput` or PIPE, to what it wrote.
 *
 * With `timeout` (ms) or `signal` the child is in a process group of its own (unless `startNewSession` or
 * `processGroup` says otherwise), and at the deadline or the abort the whole group is killed: it rejects with
 * TimeoutExpired, which holds the output until then, or with the signal's reason. With `check` it rejects with
 * CalledProcessError for an exit status other than 0. It rejects with an error with `code` and `filename` when the program
 * can't be started.
 *
 * ```ts
 * import { run } from "@weft/concurrency/subprocess";
 *
 * const { returncode, stdout } = await run(["echo", "spam"], { captureOutput: true, text: true });
 * console.log(returncode, stdout);
 * ```
 *
 * ```output
 * 0 spam
 *
 * ```
 */
// deno-lint-ignore ban-types
export async function run<O extends RunOptions = {}>(
  args: Args,
  options?: O,
): Promise<CompletedProcess<Out<O>>> {
  const checked = checkRunOptions(options, "run");
  const { input, timeout, signal, check = false } = checked;
  const popen = popenOptions(checked);
  signal?.throwIfAborted();
  const limited = timeout !== undefined || signal !== undefined;
  const group = limited && choosesGroup(popen);
  const child = new Popen<PopenOptions>(args, group ? { ...popen, startNewSession: true } : popen);
  const stop = interruptible(child, group);
  try {
    const [stdout, stderr] = await child.communicate(input, { timeout, signal });
    return finish(args, child.returncode!, stdout, stderr, check) as CompletedProcess<Out<O>>;
  } catch (error) {
    const late = error instanceof TimeoutExpired || signal?.aborted === true;
    if (child.returncode !== null && !late) throw error;
    killHard(child, group || leadsGroup(popen));
    await lastWords(child);
    throw error instanceof TimeoutExpired ? expired(child, error.timeout) : error;
  } finally {
    await stop();
  }
}

/** The options of the Popen behind a run. */
export function popenOptions(options: RunOptions): PopenOptions {
  const { input, captureOutput, timeout: _1, check: _2, signal: _3, ...popen } = options;
  if (input !== undefined) popen.stdin = PIPE;
  if (captureOutput) popen.stdout = popen.stderr = PIPE;
  return popen;
}

/** What a run that has come to its end gives. */
export function finish<T>(
  args: Args,
  returncode: number,
  stdout: T | null,
  stderr: T | null,
  check: boolean,
): CompletedProcess<T> {
  const completed = new CompletedProcess(args, returncode, stdout, stderr);
  if (check) completed.checkReturncode();
  return completed;
}

// The child is dead or about to be: what it has written is still in the pipes.
async function lastWords(child: Popen<PopenOptions>): Promise<void> {
  try {
    await child.communicate(undefined, { timeout: LAST_OUTPUT });
  } catch {
    // Output that can't be decoded, or that still is not all: what there is must do.
  }
  void child[Symbol.asyncDispose]().catch(() => {});
}
