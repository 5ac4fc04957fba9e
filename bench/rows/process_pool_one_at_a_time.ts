import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { oneAtATime } from "../executor_rows.ts";
import { rawChild } from "../raw_process.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "ProcessPoolExecutor: submit + await, one at a time",
  unit: "µs",
  rawIs: "a line to the stdin of a child, and one from its stdout",
  pythonIs: "ProcessPoolExecutor(1), spawn: submit(noop).result()",
  target: () => ({ max: 100, beatsPython: true }),
  async measure() {
    await using pool = new ProcessPoolExecutor(1);
    const child = rawChild();
    const samples = await oneAtATime(pool, () => child.ask());
    child.end();
    return samples;
  },
};
