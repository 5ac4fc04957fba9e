import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { inFlight } from "../executor_rows.ts";
import { rawWorker } from "../raw.ts";
import type { Row } from "../row.ts";

const tasks = 20_000;

export const row: Row = {
  title: "executor: 20,000 no-op tasks in flight, 2 workers",
  unit: "/s",
  rawIs: "as many small arrays to 2 plain Workers and back",
  pythonIs: "ThreadPoolExecutor(2): 20,000 × submit(noop), then every result()",
  target: (runtime) => ({ min: runtime === "deno" ? 80_000 : 120_000, beatsPython: true }),
  async measure() {
    await using pool = new ThreadPoolExecutor(2);
    const workers = [rawWorker(), rawWorker()];
    const samples = await inFlight(pool, tasks, () => {
      const halves = workers.map(() => Array.from({ length: tasks / 2 }, (_, i) => [i]));
      return Promise.all(workers.map((worker, i) => worker.flood(halves[i]!)));
    });
    for (const worker of workers) worker.stop();
    return samples;
  },
};
