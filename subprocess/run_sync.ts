import { NotSupportedError } from "../_runtime/errors.ts";
import { processes } from "../_runtime/processes/mod.ts";
import { deadlineAfter } from "../_sync/deadline.ts";
import { commandOf } from "./arguments.ts";
import { CompletedProcess } from "./completed_process.ts";
import { PIPE } from "./constants.ts";
import { choosesGroup, killHard, leadsGroup } from "./group.ts";
import { runElsewhere } from "./helper_thread.ts";
import { runPlainly } from "./launch.ts";
import type { Args, Out, PopenOptions, RunOptions } from "./options.ts";
import { blockingPopen, type Popen, steps } from "./popen.ts";
import { finish, LAST_OUTPUT, popenOptions } from "./run.ts";
import { checkRunOptions } from "./run_options.ts";
import { needsPump } from "./stdio.ts";

/**
 * The same as `run`, blocking (17.5.1).
 *
 * ```ts
 * import { runSync } from "@weft/concurrency/subprocess";
 *
 * const { stdout } = runSync(["cat"], { input: "spam", captureOutput: true, text: true });
 * console.log(stdout);
 * ```
 *
 * ```output
 * spam
 * ```
 */
// deno-lint-ignore ban-types
export function runSync<O extends Omit<RunOptions, "signal"> = {}>(
  args: Args,
  options?: O,
): CompletedProcess<Out<O>> {
  return runBlocking(args, options ?? {}) as CompletedProcess<Out<O>>;
}

function runBlocking(args: Args, options: RunOptions): CompletedProcess<Uint8Array | string> {
  const checked = checkRunOptions(options, "runSync", { sync: true });
  const { input, timeout, check = false } = checked;
  const popen = popenOptions(checked);
  refuseStreams(popen);
  const command = commandOf(args, popen);
  if (timeout === undefined && !usesPipes(popen)) {
    const returncode = runPlainly(command, popen);
    if (returncode !== undefined) return plainly(args, returncode, check);
  }
  if (processes().libc() === undefined) {
    return runElsewhere(args, { ...checked, cwd: command.cwd });
  }
  const group = timeout !== undefined && choosesGroup(popen);
  const child = blockingPopen<PopenOptions>(
    args,
    group ? { ...popen, startNewSession: true } : popen,
  );
  let ended = false;
  try {
    ended = steps.goSync(child, input, deadlineAfter(timeout));
  } finally {
    if (!ended) {
      killHard(child, group || leadsGroup(popen));
      lastWords(child);
    }
  }
  if (!ended) throw steps.expired(child, timeout!);
  return finish(child, check);
}

function plainly(args: Args, returncode: number, check: boolean): CompletedProcess {
  const completed = new CompletedProcess(args, returncode);
  if (check) completed.checkReturncode();
  return completed;
}

function refuseStreams(options: PopenOptions): void {
  for (const name of ["stdin", "stdout", "stderr"] as const) {
    if (!needsPump(options[name])) continue;
    throw new NotSupportedError(
      `runSync: ${name} can't be a stream while this thread is blocked; give PIPE or a descriptor, or use run`,
    );
  }
}

// Whatever is no descriptor needs somebody who reads or writes.
function usesPipes({ stdin, stdout, stderr }: PopenOptions): boolean {
  return [stdin, stdout, stderr].some((stream) =>
    stream === PIPE || (typeof stream === "object" && stream !== null && !("fd" in stream))
  );
}

// The child is dead or about to be: what it has written is still in the pipes, and it is to be reaped.
function lastWords(child: Popen<PopenOptions>): void {
  try {
    steps.goSync(child, undefined, deadlineAfter(LAST_OUTPUT));
    child.waitSync({ timeout: LAST_OUTPUT });
  } catch {
    // The event loop will reap it.
  }
  void child[Symbol.asyncDispose]().catch(() => {});
}
