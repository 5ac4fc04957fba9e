import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { compare, timed } from "../compare.ts";
import { noop } from "../jobs.ts";
import { rawWorker } from "../raw.ts";
import type { Row } from "../row.ts";

const tasks = 200;

export const row: Row = {
  title: "executor: submit + await, one at a time",
  unit: "µs",
  rawIs: "postMessage to a plain Worker and back",
  pythonIs: "ThreadPoolExecutor(1): submit(noop).result()",
  target: () => ({ maxRatio: 1.5, beatsPython: true }),
  async measure() {
    await using pool = new ThreadPoolExecutor(1);
    const raw = rawWorker();
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
            for (let i = 0; i < tasks; i++) await raw.ask(i);
          }),
        ),
    });
    raw.stop();
    return samples;
  },
};
