import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { compare, timed } from "../compare.ts";
import { noop } from "../jobs.ts";
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
    const perSecond = (ms: number) => tasks / ms * 1000;
    const samples = await compare({ rounds: 20, warmUp: 5 }, {
      ours: async () =>
        perSecond(
          await timed(() => Promise.all(Array.from({ length: tasks }, () => pool.submit(noop)))),
        ),
      raw: async () =>
        perSecond(
          await timed(() => {
            const halves = workers.map(() => Array.from({ length: tasks / 2 }, (_, i) => [i]));
            return Promise.all(workers.map((worker, i) => worker.flood(halves[i]!)));
          }),
        ),
    });
    for (const worker of workers) worker.stop();
    return samples;
  },
};
