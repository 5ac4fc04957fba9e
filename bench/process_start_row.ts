// The rows that start a process that does nothing, and wait for its end.
import { getContext, type StartMethod } from "@weft/concurrency/multiprocessing";
import { compare, timed } from "./compare.ts";
import { nothing } from "./process_nothing.ts";
import { runBare } from "./raw_process.ts";
import type { Row, Target } from "./row.ts";

export function processStartRow(method: StartMethod, target: Target): Row {
  return {
    title: `Process start + join, ${method}`,
    unit: "ms",
    rawIs: "the bare runtime run on a program that does nothing",
    pythonIs: `get_context("${method}").Process(target=f): start() and join()`,
    target: () => target,
    async measure() {
      const { Process } = getContext(method);
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
}
