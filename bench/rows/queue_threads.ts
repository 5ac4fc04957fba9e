import type { Row } from "../row.ts";
import { streamRow } from "../stream_row.ts";

let id = 0;
const item = () => ({ id: id++, name: "some name", ok: true, values: [1, 2, 3] });

export const row: Row = {
  title: "Queue of 1,000 from thread to thread: a small object",
  unit: "µs",
  rawIs: "postMessage of the same objects to a plain Worker",
  pythonIs: "queue.Queue(1000), one thread puts dicts, another gets them",
  target: () => ({ maxRatio: 1 / 1.5, maxOfPython: 1 / 2.5 }),
  measure: () =>
    streamRow({
      count: 50_000,
      maxsize: 1_000,
      rounds: 20,
      ours: item,
      raw: () => [item(), []],
    }),
};
