import { PriorityQueue } from "@weft/concurrency/queue";
import { compare, timed } from "../compare.ts";
import type { Row } from "../row.ts";

const entries = 100_000;
// In no order, and the same in Python.
let seed = 1;
const priorities = Array.from({ length: entries }, () => seed = seed * 48_271 % 2_147_483_647);

export const row: Row = {
  title: "PriorityQueue: 100,000 of [priority, data] put, then got, a pair",
  unit: "µs",
  rawIs: "an array of as many, sorted by priority and walked through",
  pythonIs: "queue.PriorityQueue: the same with tuples",
  target: () => ({ max: 1.5, beatsPython: true }),
  measure() {
    const each = (ms: number) => ms / entries * 1000;
    let sum = 0;
    return compare({ rounds: 20, warmUp: 4 }, {
      ours: async () =>
        each(
          await timed(() => {
            const q = new PriorityQueue<[number, number]>();
            for (let i = 0; i < entries; i++) q.putNowait([priorities[i]!, i]);
            for (let i = 0; i < entries; i++) sum += q.getNowait()[0];
          }),
        ),
      raw: async () =>
        each(
          await timed(() => {
            const all: [number, number][] = [];
            for (let i = 0; i < entries; i++) all.push([priorities[i]!, i]);
            all.sort((a, b) => a[0] - b[0]);
            for (const [priority] of all) sum += priority;
          }),
        ),
    });
  },
};
