import { transfer } from "@weft/concurrency/concurrent/futures";
import { roundTrips } from "../echo.ts";
import { moveBack } from "../jobs.ts";
import type { Row } from "../row.ts";

let ours = new Uint8Array(1 << 20).fill(1);
let raw = new Uint8Array(1 << 20).fill(1);

export const row: Row = {
  title: "1 MiB Uint8Array there and back, transferred",
  unit: "µs",
  rawIs: "postMessage with a transfer list, the same back",
  measure: () =>
    roundTrips(
      10,
      async (pool) => {
        ours = await pool.submit(moveBack, transfer(ours, [ours.buffer]));
      },
      async (worker) => {
        raw = (await worker.ask({ move: raw }, [raw.buffer])).move;
      },
    ),
};
