import type { Row } from "../row.ts";
import { streamRow } from "../stream_row.ts";

const bytes = new Uint8Array(1 << 20).fill(1);

export const row: Row = {
  title: "Queue from thread to thread: 1 MiB, copied",
  unit: "µs",
  rawIs: "postMessage of it to a plain Worker",
  target: () => ({ maxRatio: 1 / 0.8 }),
  measure: () =>
    streamRow({
      count: 50,
      maxsize: 0,
      rounds: 20,
      ours: () => bytes,
      raw: () => [bytes, []],
    }),
};
