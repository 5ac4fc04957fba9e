// What threads and processes look for in the module that they import. The rest is loaded when it is needed, see
// process_start.ts; in a bundle, which threads and processes import as a whole, it has not been evaluated until then.

import { registerJob } from "../../_thread/job.ts";
import { task } from "../../_transfer/task.ts";
import { CHILD_KEY } from "../../multiprocessing/child_key.ts";
import type { WiredConnection } from "../../multiprocessing/wire/connection.ts";
import type { WorkerArgs } from "./process_worker_link.ts";

/** What a worker calls first, with its arguments. */
export type Initializer = ((...args: unknown[]) => unknown) | undefined;

/** URL of this module. */
export function entryModule(): string {
  return import.meta.url;
}

registerJob("watcher", async (job) => {
  const { beWatcher } = await import("./watcher.ts");
  beWatcher(job);
});

/** What a worker process does. */
export const workerMain = task(
  import.meta,
  async (args: WorkerArgs, initializer: Initializer, initargs: unknown[]): Promise<void> => {
    const { beWorker } = await import("./process_worker_link.ts");
    await beWorker(args, initializer, initargs);
  },
);

/** What one does that shares no memory with its pool. */
export const wiredMain = task(
  import.meta,
  async (args: WiredConnection, initializer: Initializer, initargs: unknown[]): Promise<void> => {
    const { beWiredWorker } = await import("./wired_worker_link.ts");
    await beWiredWorker(args, initializer, initargs);
  },
);

// Still there in a child that has imported a bundle: elsewhere child_main.ts comes first. Not at once, because Deno does
// not survive an import in the microtasks of a module's evaluation.
if ((globalThis as unknown as Record<symbol, unknown>)[Symbol.for(CHILD_KEY)] !== undefined) {
  setTimeout(() => void import("./process_backend.ts"), 0);
}
