import { getContext } from "@weft/concurrency/multiprocessing";
import { compare, timed } from "../compare.ts";
import { nothing } from "../process_jobs.ts";
import { runBare } from "../raw_process.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "Process start + join, forkserver",
  unit: "ms",
  rawIs: "the bare runtime run on a program that does nothing",
  pythonIs: 'get_context("forkserver").Process(target=f): start() and join()',
  target: () => ({ max: 3 }),
  async measure() {
    const { Process } = getContext("forkserver");
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
