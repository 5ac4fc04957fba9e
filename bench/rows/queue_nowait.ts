import { Queue } from "@weft/concurrency/queue";
import { perPair } from "../pairs.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "Queue within a thread: putNowait + getNowait",
  unit: "ns",
  rawIs: "push and shift of an array",
  pythonIs: "queue.Queue: put_nowait() + get_nowait()",
  target: () => ({ max: 150, beatsPython: true }),
  measure() {
    const q = new Queue<number>();
    const array: number[] = [];
    return perPair((pairs) => {
      for (let i = 0; i < pairs; i++) {
        q.putNowait(i);
        expect(q.getNowait(), i);
      }
    }, (pairs) => {
      for (let i = 0; i < pairs; i++) {
        array.push(i);
        expect(array.shift(), i);
      }
    });
  },
};

// So that no runtime finds out that nobody wants the items.
function expect(item: number | undefined, i: number): void {
  if (item !== i) throw new Error(`got ${item} in place of ${i}`);
}
