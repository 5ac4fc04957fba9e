import { signalOf } from "../../_sync/options.ts";
import { registerQueue } from "./life.ts";
import { lifeIn, openLifeIn, Queue } from "./queue.ts";

/**
 * Python's multiprocessing.JoinableQueue (17.2.2.2): a Queue that counts the items that are not done.
 *
 * Of an item whose taker was killed nobody says that it is done.
 *
 * ```ts
 * import { JoinableQueue, Process, task } from "@weft/concurrency/multiprocessing";
 *
 * export const work = task(import.meta, async (jobs: JoinableQueue<number>) => {
 *   console.log("job", await jobs.get());
 *   jobs.taskDone();
 * });
 *
 * if (import.meta.main) {
 *   const jobs = new JoinableQueue<number>();
 *   new Process({ target: work, args: [jobs] }).start();
 *   await jobs.put(1);
 *   await jobs.join();
 *   console.log("done");
 * }
 * ```
 *
 * ```output
 * job 1
 * done
 * ```
 */
export class JoinableQueue<T = unknown> extends Queue<T> {
  /**
   * Says that the work on an item is done (17.2.2.2 `task_done`).
   *
   * @throws RangeError when called more often than items were put.
   */
  taskDone(): void {
    lifeIn(this).taskDone();
  }

  /** Resolves when all items are done (17.2.2.2 `join`); rejects with the signal's reason on abort. */
  join(options: { signal?: AbortSignal } = {}): Promise<void> {
    try {
      const signal = signalOf(options);
      signal?.throwIfAborted();
      return lifeIn(this).join(signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The same, blocking the thread. */
  joinSync(): void {
    lifeIn(this).joinSync();
  }
}

registerQueue("multiprocessing.JoinableQueue", JoinableQueue, {
  life: (q) => openLifeIn(q),
  module: () => import.meta.url,
});
