// The CPU-bound part of the main job: what is left of it when every file is in memory that all threads share.
import { task } from "@weft/concurrency/concurrent/futures";
import { emptyTable, measureContent, type Measured, send } from "../examples/main_job/measure.ts";
import { readFile } from "../examples/main_job/read_file.ts";

/** Some texts, one behind the other in shared memory, and where each of them ends. */
export interface Contents {
  bytes: Uint8Array;
  ends: number[];
}

export function readContents(files: readonly { path: string; size: number }[]): Contents {
  const size = files.reduce((sum, { size }) => sum + size, 0);
  const bytes = new Uint8Array(new SharedArrayBuffer(size));
  const ends: number[] = [];
  let end = 0;
  for (const { path, size } of files) {
    bytes.set(readFile(path).subarray(0, size), end);
    ends.push(end += size);
  }
  return { bytes, ends };
}

/** Measures some texts; the work of one task. */
export const measureContents = task(import.meta, ({ bytes, ends }: Contents): Measured => {
  const table = emptyTable();
  const reports = ends.map((end, i) => ({
    path: String(i),
    ...measureContent(bytes.subarray(i === 0 ? 0 : ends[i - 1], end), table),
  }));
  return send(reports, table, []);
});
