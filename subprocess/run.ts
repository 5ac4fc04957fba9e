import { CompletedProcess } from "./completed_process.ts";
import { PIPE } from "./constants.ts";
import { choosesGroup, killHard, leadsGroup } from "./group.ts";
import { Interruptible } from "./interrupts.ts";
import type { Args, Out, PopenOptions, RunOptions } from "./options.ts";
import { checkRunOptions } from "./run_options.ts";
import { Popen, steps } from "./popen.ts";

/** Milliseconds for the output of a killed child to arrive; a grandchild that has left the group may keep its pipe. */
export const LAST_OUTPUT = 30;

/**
 * Python's run (17.5.1): starts a program, feeds it `input`, waits for its end, and resolves to how it ended and, with
 * `captureOutput` or PIPE, to what it wrote.
 *
 * With `timeout` (ms) or `signal` the child is in a process group of its own (unless `startNewSession` or
 * `processGroup` says otherwise), and at the deadline or the abort the whole group is killed: it rejects with
 * TimeoutExpired, which holds the output until then, or with the signal's reason. With `check` it rejects with
 * CalledProcessError for an exit status other than 0. On Ctrl-C the child ends first, by SIGKILL if it must, and then the
 * program, unless it listens to SIGINT itself. It rejects with an error with `code` and `filename` when the program
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
  const interruptible = new Interruptible(child, group);
  try {
    if (!await steps.go(child, input, { timeout, signal })) throw OVERDUE;
  } catch (error) {
    killHard(child, group || leadsGroup(popen));
    await lastWords(child);
    throw error === OVERDUE ? steps.expired(child, timeout!) : error;
  } finally {
    await interruptible.release();
  }
  return finish(child, check) as CompletedProcess<Out<O>>;
}

const OVERDUE = {};

/** The options of the Popen behind a run. */
export function popenOptions(options: RunOptions): PopenOptions {
  const { input, captureOutput, timeout: _1, check: _2, signal: _3, ...popen } = options;
  if (input !== undefined) popen.stdin = PIPE;
  if (captureOutput) popen.stdout = popen.stderr = PIPE;
  return popen;
}

/** What a run that has come to its end gives. */
export function finish(
  child: Popen<PopenOptions>,
  check: boolean,
): CompletedProcess<Uint8Array | string> {
  const completed = new CompletedProcess(child.args, child.returncode!, ...steps.results(child));
  if (check) completed.checkReturncode();
  return completed;
}

// The child is dead or about to be: what it has written is still in the pipes.
async function lastWords(child: Popen<PopenOptions>): Promise<void> {
  await steps.go(child, undefined, { timeout: LAST_OUTPUT }).catch(() => {});
  void child[Symbol.asyncDispose]().catch(() => {});
}
