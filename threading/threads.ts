import { runtime } from "../_runtime/mod.ts";
import { currentThread as workerThread } from "../_thread/current.ts";
import { listedThreads, ThreadRecord } from "../_thread/record.ts";
import { rootIdent } from "../_thread/shared_words.ts";
import { currentThread, type Thread, threadOf } from "./thread.ts";

let main: Thread | undefined;

/** Number of threads that are alive (17.1 `active_count`): the length of what `enumerate` returns. */
export function activeCount(): number {
  return enumerate().length;
}

/**
 * The threads that are alive (17.1 `enumerate`): the main thread, daemons, and those that are being started; the same
 * answer in every thread.
 *
 * ```ts
 * import { enumerate } from "@weft/concurrency/threading";
 *
 * console.log(enumerate().map(({ name }) => name));
 * ```
 *
 * ```output
 * [ "MainThread" ]
 * ```
 */
export function enumerate(): Thread[] {
  if (!runtime().capabilities().threads) return [currentThread()];
  return listedThreads(workerThread().shared).map(threadOf);
}

/** The Thread object of the thread that the program started in (17.1 `main_thread`). */
export function mainThread(): Thread {
  if (!runtime().capabilities().threads) return currentThread();
  const { shared } = workerThread();
  return main ??= threadOf(new ThreadRecord(shared, 0, rootIdent(shared)));
}
