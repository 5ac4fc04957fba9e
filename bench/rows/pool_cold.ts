import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { compare, timed } from "../compare.ts";
import { noop } from "../jobs.ts";
import { rawWorker } from "../raw.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "new pool, new thread: first task",
  unit: "ms",
  rawIs: "new Worker: first message and reply",
  pythonIs: "new ThreadPoolExecutor(1): first submit(noop).result()",
  async measure() {
    // They stay open, or the next would be given the thread of the last.
    const pools: ThreadPoolExecutor[] = [];
    const samples = await compare({ rounds: 20, warmUp: 2 }, {
      ours: () =>
        timed(() => {
          const pool = new ThreadPoolExecutor(1);
          pools.push(pool);
          return pool.submit(noop);
        }),
      raw: async () => {
        let worker;
        const ms = await timed(() => (worker = rawWorker()).ask(0));
        worker!.stop();
        return ms;
      },
    });
    await Promise.all(pools.map((pool) => pool.shutdown()));
    return samples;
  },
};
