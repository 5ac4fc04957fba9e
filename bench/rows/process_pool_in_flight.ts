import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { inFlight } from "../executor_rows.ts";
import { rawChild } from "../raw_process.ts";
import type { Row } from "../row.ts";

const tasks = 10_000;

export const row: Row = {
  title: "ProcessPoolExecutor: 10,000 no-op tasks in flight, 2 workers",
  unit: "/s",
  rawIs: "as many lines of JSON to the stdin of 2 children, and answers",
  pythonIs: "ProcessPoolExecutor(2), spawn: 10,000 × submit(noop), then every result()",
  target: () => ({ minOfPython: 3 }),
  async measure() {
    await using pool = new ProcessPoolExecutor(2);
    const children = [rawChild(), rawChild()];
    const samples = await inFlight(
      pool,
      tasks,
      () => Promise.all(children.map((child) => child.flood(tasks / 2, () => [1, null]))),
    );
    for (const child of children) child.end();
    return samples;
  },
};
