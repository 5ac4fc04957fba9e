import { roundTrips } from "../echo.ts";
import { echo } from "../jobs.ts";
import type { Row } from "../row.ts";

const bytes = new Uint8Array(1 << 20).fill(1);

export const row: Row = {
  title: "1 MiB Uint8Array there and back, copied",
  unit: "µs",
  rawIs: "postMessage to a plain Worker and back",
  measure: () =>
    roundTrips(
      4,
      (pool) => pool.submit(echo, bytes).result(),
      (worker) => worker.ask(bytes),
    ),
};
