import { scheduler } from "@weft/concurrency/sched";
import { compare, timed } from "../compare.ts";
import type { Row } from "../row.ts";

const events = 50_000;
// All times different, and in no order.
const timeOf = (i: number) => (i * 7919) % 50_021;

export const row: Row = {
  title: "sched: 50,000 events entered and run, each",
  unit: "µs",
  rawIs: "an array of times and functions, sorted and called",
  pythonIs: "sched.scheduler: the same with 5,000 events, since its cost grows with their number",
  target: () => ({ max: 2, beatsPython: true }),
  measure() {
    let ran = 0;
    const action = () => ran++;
    const each = (ms: number) => ms / events * 1000;
    return compare({ rounds: 20, warmUp: 4 }, {
      ours: async () =>
        each(
          await timed(async () => {
            const s = new scheduler(() => Infinity);
            for (let i = 0; i < events; i++) s.enterabs(timeOf(i), 1, action);
            await s.run();
          }),
        ),
      raw: async () =>
        each(
          await timed(() => {
            const all = Array.from({ length: events }, (_, i) => ({ time: timeOf(i), action }));
            all.sort((a, b) => a.time - b.time);
            for (const { action } of all) action();
          }),
        ),
    });
  },
};
