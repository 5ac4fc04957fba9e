import { remaining } from "./deadline.ts";
import type { WaitResult } from "./parker.ts";

let service: (() => void) | undefined;
let slice = 10;
let serving = false;

/**
 * Makes this thread call `task` about every `ms` milliseconds while it is blocked, so that the root thread can start
 * workers for others even then. `undefined`: it blocks in one piece again.
 */
export function setBlockedService(task: (() => void) | undefined, ms: number = 10): void {
  service = task;
  slice = ms;
}

/** Whether there is something to be served; what the service itself waits for can't be served by it. */
export function mustServe(): boolean {
  return service !== undefined && !serving;
}

/**
 * Sleeps in slices of at most `longest` ms, and serves in between where that must be.
 *
 * Between two slices the thread is no waiter: a notification then wakes the next one instead, or nobody. Nothing is
 * lost, because every notification follows a change of the word, which the next slice meets as "not-equal".
 */
export function sleepInSlices(
  sleep: (timeout: number) => WaitResult,
  timeout: number,
  longest: number = Infinity,
): WaitResult {
  const deadline = timeout === Infinity ? Infinity : performance.now() + timeout;
  for (;;) {
    const left = remaining(deadline);
    const most = mustServe() ? Math.min(slice, longest) : longest;
    const result = sleep(Math.min(left, most));
    if (result !== "timed-out" || left <= most) return result;
    if (mustServe()) serve();
  }
}

function serve(): void {
  serving = true;
  try {
    service!();
  } finally {
    serving = false;
  }
}
