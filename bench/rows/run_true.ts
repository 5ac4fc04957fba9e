import { run } from "@weft/concurrency/subprocess";
import { compare, timed } from "../compare.ts";
import { runTrue } from "../raw_process.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: 'run(["true"])',
  unit: "µs",
  rawIs: "Deno.Command(…).spawn().status, Bun.spawn(…).exited",
  pythonIs: 'subprocess.run(["true"])',
  target: () => ({ maxRatio: 1.15, beatsPython: true }),
  measure: () =>
    compare({ rounds: 200, warmUp: 20 }, {
      ours: async () => await timed(() => run(["true"])) * 1000,
      raw: async () => await timed(runTrue) * 1000,
    }),
};
