import { remaining } from "./deadline.ts";
import type { AsyncWait, Parker, WaitResult } from "./parker.ts";

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

/** Sleeps on words that threads share. */
export const threadParker: Parker = {
  wait(words: Int32Array, index: number, expected: number, timeout: number): WaitResult {
    // What the service itself waits for can't be served by it.
    if (service === undefined || serving) return Atomics.wait(words, index, expected, timeout);
    return waitServing(words, index, expected, timeout);
  },

  waitAsync(words: Int32Array, index: number, expected: number, timeout: number): AsyncWait {
    return Atomics.waitAsync(words, index, expected, timeout) as AsyncWait;
  },

  notify(words: Int32Array, index: number, count: number): number {
    return Atomics.notify(words, index, count);
  },
};

// Between two slices the thread is no waiter: a notification then wakes the next one instead, or nobody. Nothing is
// lost, because every notification follows a change of the word, which the next slice meets as "not-equal".
function waitServing(
  words: Int32Array,
  index: number,
  expected: number,
  timeout: number,
): WaitResult {
  const deadline = timeout === Infinity ? Infinity : performance.now() + timeout;
  for (;;) {
    const left = remaining(deadline);
    const result = Atomics.wait(words, index, expected, Math.min(left, slice));
    if (result !== "timed-out" || left <= slice) return result;
    const task = service;
    if (task === undefined) continue;
    serving = true;
    try {
      task();
    } finally {
      serving = false;
    }
  }
}
