import { PIPE, Popen } from "@weft/concurrency/subprocess";
import { compare, timed } from "../compare.ts";
import { throughCat } from "../raw_process.ts";
import type { Row } from "../row.ts";

const bytes = new Uint8Array(20 << 20).fill(97);

function check(output: Uint8Array | null) {
  if (output?.length !== bytes.length) throw new Error(`${output?.length} bytes`);
}

export const row: Row = {
  title: "communicate: 20 MiB through cat",
  unit: "ms",
  rawIs: "the runtime's own streams",
  pythonIs: "Popen.communicate",
  target: () => ({ beatsPython: true }),
  measure: () =>
    compare({ rounds: 20, warmUp: 2 }, {
      ours: () =>
        timed(async () => {
          const cat = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
          check((await cat.communicate(bytes))[0]);
        }),
      raw: () => timed(async () => check(await throughCat(bytes))),
    }),
};
