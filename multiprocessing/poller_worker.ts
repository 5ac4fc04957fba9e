// The poller: a thread that sleeps in the kernel for all threads of the program.

import { Epoll } from "../_runtime/processes/epoll.ts";
import { currentThread } from "../_thread/current.ts";
import { registerJob } from "../_thread/job.ts";
import { libcFor } from "./descriptors.ts";

export const POLLER_JOB = "multiprocessing.poller";

/** Of this module, for the worker. */
export function pollerModule(): string {
  return import.meta.url;
}

registerJob(POLLER_JOB, ({ data }) => {
  const outer = data as number;
  const { shared } = currentThread();
  const epoll = new Epoll(libcFor("waiting for a connection"));
  for (;;) {
    for (const { token } of epoll.wait(outer, -1)) {
      Atomics.add(shared, token, 1);
      Atomics.notify(shared, token);
    }
  }
});
