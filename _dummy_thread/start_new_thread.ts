import type { AnyFunction } from "../_transfer/task.ts";
import { startStrand } from "../dummy_threading/thread.ts";
import { checkStartArguments } from "../threading/thread_options.ts";

/**
 * Starts a cooperative thread and returns its identifier (17.10 `start_new_thread`): `fn`, which may be a closure, runs
 * up to its first await before this returns. An error is reported on stderr, SystemExit is silent.
 *
 * @throws TypeError when `fn` is no function, `args` no array, or `kwargs` no object.
 */
export function startNewThread<F extends AnyFunction>(
  fn: F,
  args: Parameters<F>,
  kwargs?: Record<string, unknown>,
): number {
  checkStartArguments(fn, args, kwargs);
  return startStrand(fn, args, kwargs);
}
