// Evaluated for the module that it makes known, which workers import.
import "../threading/thread.ts";
import type { AnyFunction } from "../_transfer/task.ts";
import { createRecord } from "./current.ts";
import type { ThreadRecord } from "./record.ts";
import { launch } from "../threading/launch.ts";
import { Watch } from "../threading/watch.ts";
import { reportUnhandled } from "../threading/excepthook.ts";
import { checkStartArguments } from "../threading/thread_options.ts";

/**
 * Starts a thread and returns its identifier (17.9 `start_new_thread`). The thread ends when the promise that `fn`
 * returned has settled; an error is reported on stderr, SystemExit is silent. The program does not wait for it.
 *
 * ```ts
 * import { allocateLock, startNewThread } from "@weft/concurrency/_thread";
 * import { task } from "@weft/concurrency";
 *
 * export const work = task(import.meta, (lock: ReturnType<typeof allocateLock>) => lock.release());
 *
 * if (import.meta.main) {
 *   const lock = allocateLock();
 *   await lock.acquire();
 *   startNewThread(work, [lock]);
 *   console.log(await lock.acquire());
 * }
 * ```
 *
 * ```output
 * true
 * ```
 *
 * @param fn A task, or a function that uses its parameters and globals only.
 * @param args Its arguments.
 * @param kwargs Given, it is passed as one more argument.
 * @throws TypeError when `fn` is no function, `args` no array, or `kwargs` no object.
 */
export function startNewThread<F extends AnyFunction>(
  fn: F,
  args: Parameters<F>,
  kwargs?: Record<string, unknown>,
): number {
  checkStartArguments(fn, args, kwargs);
  let record: ThreadRecord | undefined;
  const job = launch({
    who: "startNewThread",
    record: () => record = createRecord({ name: "", daemon: true, listed: false }),
    work: { target: fn, args, kwargs },
    hooked: false,
  });
  const { name } = fn;
  new Watch(job, record!, (error) => reportUnhandled(error, name));
  return record!.ident;
}
