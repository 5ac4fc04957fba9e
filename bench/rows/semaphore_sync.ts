import { Semaphore } from "@weft/concurrency/threading";
import { exchanges, perPair } from "../pairs.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "Semaphore: acquireSync + release, uncontended",
  unit: "ns",
  rawIs: "two Atomics.compareExchange, 0 → 1 → 0",
  pythonIs: "threading.Semaphore: acquire() + release()",
  target: () => ({ beatsPython: true }),
  measure() {
    const lock = new Semaphore();
    return perPair((pairs) => {
      for (let i = 0; i < pairs; i++) {
        lock.acquireSync();
        lock.release();
      }
    }, exchanges);
  },
};
