import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { oneAtATime } from "../executor_rows.ts";
import { rawWorker } from "../raw.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "executor: submit + await, one at a time",
  unit: "µs",
  rawIs: "postMessage to a plain Worker and back",
  pythonIs: "ThreadPoolExecutor(1): submit(noop).result()",
  target: () => ({ maxRatio: 1.5, beatsPython: true }),
  async measure() {
    await using pool = new ThreadPoolExecutor(1);
    const raw = rawWorker();
    const samples = await oneAtATime(pool, () => raw.ask(0));
    raw.stop();
    return samples;
  },
};
