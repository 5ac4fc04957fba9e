import { Mutex } from "../../_sync/mutex.ts";
import { compare, timed } from "../compare.ts";
import type { Row } from "../row.ts";

const pairs = 200_000;

export const row: Row = {
  title: "mutex: acquireSync + release, uncontended",
  unit: "ns",
  rawIs: "two Atomics.compareExchange, 0 → 1 → 0",
  pythonIs: "threading.Lock: acquire() + release()",
  target: () => ({ maxRatio: 2 }),
  measure() {
    const mutex = new Mutex();
    const words = new Int32Array(new SharedArrayBuffer(16));
    const each = (ms: number) => ms / pairs * 1e6;
    return compare({ rounds: 60, warmUp: 10 }, {
      ours: async () =>
        each(
          await timed(() => {
            for (let i = 0; i < pairs; i++) {
              mutex.acquireSync();
              mutex.release();
            }
          }),
        ),
      raw: async () =>
        each(
          await timed(() => {
            for (let i = 0; i < pairs; i++) {
              Atomics.compareExchange(words, 0, 0, 1);
              Atomics.compareExchange(words, 0, 1, 0);
            }
          }),
        ),
    });
  },
};
