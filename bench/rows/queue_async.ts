import { Queue } from "@weft/concurrency/queue";
import { compare, timed } from "../compare.ts";
import type { Row } from "../row.ts";

const pairs = 50_000;

export const row: Row = {
  title: "Queue within a thread: await put + await get",
  unit: "ns",
  rawIs: "push and shift of an array, each with the await of a resolved promise",
  pythonIs: "asyncio.Queue: await put() + await get()",
  target: () => ({ max: 600 }),
  measure() {
    const q = new Queue<number>();
    const array: number[] = [];
    const resolved = Promise.resolve();
    const each = (ms: number) => ms / pairs * 1e6;
    return compare({ rounds: 60, warmUp: 10 }, {
      ours: async () =>
        each(
          await timed(async () => {
            for (let i = 0; i < pairs; i++) {
              await q.put(i);
              if (await q.get() !== i) throw new Error(`not ${i}`);
            }
          }),
        ),
      raw: async () =>
        each(
          await timed(async () => {
            for (let i = 0; i < pairs; i++) {
              array.push(i);
              await resolved;
              if (array.shift() !== i) throw new Error(`not ${i}`);
              await resolved;
            }
          }),
        ),
    });
  },
};
