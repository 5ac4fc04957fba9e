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
  const { child, ended } = await carryOut(args, checked);
  if (!ended) throw steps.expired(child, checked.timeout!);
  return finish(child, checked.check ?? false) as CompletedProcess<Out<O>>;
}

/** What has become of a run. */
export interface CarriedOut {
  readonly child: Popen<PopenOptions>;
  /** False: the deadline has passed, and it has been killed. */
  readonly ended: boolean;
}

/** Runs it, with checked options, to its end or its deadline; `inBlocks`: what comes is for another thread. */
export async function carryOut(
  args: Args,
  options: RunOptions,
  inBlocks: boolean = false,
): Promise<CarriedOut> {
  const { input, timeout, signal } = options;
  const popen = popenOptions(options);
  signal?.throwIfAborted();
  const limited = timeout !== undefined || signal !== undefined;
  const group = limited && choosesGroup(popen);
  const child = new Popen<PopenOptions>(args, group ? { ...popen, startNewSession: true } : popen);
  const interruptible = new Interruptible(child, group);
  let ended = false;
  try {
    if (inBlocks) steps.beginInBlocks(child, input);
    ended = await steps.go(child, inBlocks ? undefined : input, { timeout, signal });
    return { child, ended };
  } finally {
    if (!ended) {
      killHard(child, group || leadsGroup(popen));
      await lastWords(child);
    }
    await interruptible.release();
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
