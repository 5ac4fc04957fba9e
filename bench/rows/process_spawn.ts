import { getContext } from "@weft/concurrency/multiprocessing";
import { compare, timed } from "../compare.ts";
import { nothing } from "../process_jobs.ts";
import { runBare } from "../raw_process.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "Process start + join, spawn",
  unit: "ms",
  rawIs: "the bare runtime run on a program that does nothing",
  pythonIs: 'get_context("spawn").Process(target=f): start() and join()',
  target: () => ({ maxRatio: 1.3 }),
  async measure() {
    const { Process } = getContext("spawn");
    return await compare({ rounds: 40, warmUp: 5 }, {
      ours: () =>
        timed(async () => {
          const process = new Process({ target: nothing });
          process.start();
          await process.join();
        }),
      raw: () => timed(runBare),
    });
  },
};
