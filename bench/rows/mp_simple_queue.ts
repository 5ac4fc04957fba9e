import { SimpleQueue } from "@weft/concurrency/multiprocessing";
import { processQueueRow } from "../process_queue_row.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "multiprocessing.SimpleQueue from process to process: a small object",
  unit: "µs",
  rawIs: "lines of JSON to the stdin of a child",
  pythonIs: "multiprocessing.SimpleQueue(), one process puts dicts, another (spawn) gets them",
  target: () => ({ maxOfPython: 1 / 2.5 }),
  measure: () => processQueueRow(new SimpleQueue()),
};
