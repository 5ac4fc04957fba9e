import { Lock } from "@weft/concurrency/threading";
import { exchanges, perPair } from "../pairs.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "Lock: acquireSync + release, uncontended",
  unit: "ns",
  rawIs: "two Atomics.compareExchange, 0 → 1 → 0",
  pythonIs: "threading.Lock: acquire() + release()",
  target: () => ({ maxRatio: 2, beatsPython: true }),
  measure() {
    const lock = new Lock();
    return perPair((pairs) => {
      for (let i = 0; i < pairs; i++) {
        lock.acquireSync();
        lock.release();
      }
    }, exchanges);
  },
};
