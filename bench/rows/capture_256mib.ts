import { run } from "@weft/concurrency/subprocess";
import { compare, timed } from "../compare.ts";
import { capture } from "../raw_process.ts";
import type { Row } from "../row.ts";

const size = 1 << 28;
const command = ["head", "-c", String(size), "/dev/zero"];

function check(bytes: Uint8Array | null) {
  if (bytes?.length !== size) throw new Error(`${bytes?.length} bytes`);
}

export const row: Row = {
  title: "run with captureOutput: 256 MiB",
  unit: "ms",
  rawIs: "Deno.Command(…).output(), Bun.spawn(…).stdout as one buffer",
  pythonIs: "subprocess.run(…, capture_output=True)",
  target: () => ({ maxRatio: 1, beatsPython: true }),
  measure: () =>
    compare({ rounds: 8, warmUp: 1 }, {
      ours: () => timed(async () => check((await run(command, { captureOutput: true })).stdout)),
      raw: () => timed(async () => check(await capture(command))),
    }),
};
