import { processes } from "../_runtime/processes/mod.ts";
import { commandOf } from "./arguments.ts";
import type { CompletedProcess } from "./completed_process.ts";
import { PIPE } from "./constants.ts";
import { TimeoutExpired } from "./errors.ts";
import { choosesGroup, killHard, leadsGroup } from "./group.ts";
import { runElsewhere } from "./helper_thread.ts";
import { runPlainly } from "./launch.ts";
import type { Args, Out, PopenOptions, RunOptions } from "./options.ts";
import { blockingPopen, expired, type Popen } from "./popen.ts";
import { finish, popenOptions } from "./run.ts";
import { checkRunOptions } from "./run_options.ts";

const LAST_OUTPUT = 30;

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
  if (timeout === undefined && !usesPipes(popen)) {
    const returncode = runPlainly(commandOf(args, popen), popen);
    if (returncode !== undefined) return finish<Uint8Array>(args, returncode, null, null, check);
  }
  if (processes().libc() === undefined) return runElsewhere(args, options);
  const group = timeout !== undefined && choosesGroup(popen);
  const child = blockingPopen<PopenOptions>(
    args,
    group ? { ...popen, startNewSession: true } : popen,
  );
  try {
    const [stdout, stderr] = child.communicateSync(input, { timeout });
    return finish(args, child.returncode!, stdout, stderr, check);
  } catch (error) {
    const late = error instanceof TimeoutExpired;
    if (child.returncode !== null && !late) throw error;
    killHard(child, group || leadsGroup(popen));
    lastWords(child);
    throw late ? expired(child, error.timeout) : error;
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
    child.communicateSync(undefined, { timeout: LAST_OUTPUT });
  } catch {
    // Output that can't be decoded, or that still is not all: what there is must do.
  }
  try {
    child.waitSync({ timeout: LAST_OUTPUT });
  } catch {
    // The event loop will reap it.
  }
  void child[Symbol.asyncDispose]().catch(() => {});
}
