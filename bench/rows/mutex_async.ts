import { Mutex } from "../../_sync/mutex.ts";
import { compare, timed } from "../compare.ts";
import type { Row } from "../row.ts";

const pairs = 50_000;

export const row: Row = {
  title: "mutex: await acquire + release, uncontended",
  unit: "ns",
  rawIs: "two Atomics.compareExchange and the await of a resolved promise",
  pythonIs: "asyncio.Lock: await acquire() + release()",
  target: () => ({ max: 400 }),
  measure() {
    const mutex = new Mutex();
    const words = new Int32Array(new SharedArrayBuffer(16));
    const resolved = Promise.resolve(true);
    const each = (ms: number) => ms / pairs * 1e6;
    return compare({ rounds: 60, warmUp: 10 }, {
      ours: async () =>
        each(
          await timed(async () => {
            for (let i = 0; i < pairs; i++) {
              await mutex.acquire();
              mutex.release();
            }
          }),
        ),
      raw: async () =>
        each(
          await timed(async () => {
            for (let i = 0; i < pairs; i++) {
              Atomics.compareExchange(words, 0, 0, 1);
              await resolved;
              Atomics.compareExchange(words, 0, 1, 0);
            }
          }),
        ),
    });
  },
};
