import { mustServe, sleepInSlices } from "./blocked_service.ts";
import type { AsyncWait, Parker, WaitResult } from "./parker.ts";

export { setBlockedService } from "./blocked_service.ts";

/** Sleeps on words that threads share. */
export const threadParker: Parker = {
  wait(words: Int32Array, index: number, expected: number, timeout: number): WaitResult {
    if (!mustServe()) return Atomics.wait(words, index, expected, timeout);
    return sleepInSlices((left) => Atomics.wait(words, index, expected, left), timeout);
  },

  waitAsync(words: Int32Array, index: number, expected: number, timeout: number): AsyncWait {
    return Atomics.waitAsync(words, index, expected, timeout) as AsyncWait;
  },

  notify(words: Int32Array, index: number, count: number): number {
    return Atomics.notify(words, index, count);
  },
};
