import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { compare, timed } from "../compare.ts";
import { noop } from "../jobs.ts";
import { rawChild } from "../raw_process.ts";
import type { Row } from "../row.ts";

const tasks = 200;

export const row: Row = {
  title: "ProcessPoolExecutor: submit + await, one at a time",
  unit: "µs",
  rawIs: "a line to the stdin of a child, and one from its stdout",
  pythonIs: "ProcessPoolExecutor(1), spawn: submit(noop).result()",
  target: () => ({ max: 100, beatsPython: true }),
  async measure() {
    await using pool = new ProcessPoolExecutor(1);
    const child = rawChild();
    const each = (ms: number) => ms / tasks * 1000;
    const samples = await compare({ rounds: 60, warmUp: 20 }, {
      ours: async () =>
        each(
          await timed(async () => {
            for (let i = 0; i < tasks; i++) await pool.submit(noop);
          }),
        ),
      raw: async () =>
        each(
          await timed(async () => {
            for (let i = 0; i < tasks; i++) await child.ask();
          }),
        ),
    });
    child.end();
    return samples;
  },
};
