import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { compare, timed } from "../compare.ts";
import { noop } from "../jobs.ts";
import { rawWorker } from "../raw.ts";
import type { Row } from "../row.ts";

const pools = 20;

export const row: Row = {
  title: "new pool, idle thread: first task and shutdown",
  unit: "µs",
  rawIs: "postMessage to a plain Worker and back",
  pythonIs: "with ThreadPoolExecutor(1): submit(noop).result()",
  async measure() {
    const raw = rawWorker();
    const each = (ms: number) => ms / pools * 1000;
    const samples = await compare({ rounds: 40, warmUp: 10 }, {
      ours: async () =>
        each(
          await timed(async () => {
            for (let i = 0; i < pools; i++) {
              const pool = new ThreadPoolExecutor(1);
              await pool.submit(noop);
              await pool.shutdown();
            }
          }),
        ),
      raw: async () =>
        each(
          await timed(async () => {
            for (let i = 0; i < pools; i++) await raw.ask(i);
          }),
        ),
    });
    raw.stop();
    return samples;
  },
};
