import { runSync } from "@weft/concurrency/subprocess";
import { compare } from "../compare.ts";
import { runTrueSync } from "../raw_process.ts";
import type { Row } from "../row.ts";

const sample = (body: () => void) => () => {
  const start = performance.now();
  body();
  return (performance.now() - start) * 1000;
};

export const row: Row = {
  title: 'runSync(["true"])',
  unit: "µs",
  rawIs: "Deno.Command(…).outputSync(), Bun.spawnSync(…)",
  pythonIs: 'subprocess.run(["true"])',
  target: () => ({ maxRatio: 1.15, beatsPython: true }),
  measure: () =>
    compare({ rounds: 200, warmUp: 20 }, {
      ours: sample(() => runSync(["true"])),
      raw: sample(runTrueSync),
    }),
};
