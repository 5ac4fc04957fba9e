import { createHash } from "node:crypto";
import { task, transfer } from "@weft/concurrency/concurrent/futures";
import { type Failure, messageOf } from "./failure.ts";
import { readFile } from "./read_file.ts";
import { type ContentReport, type FileReport, type PackedReports, packReports } from "./reports.ts";
import { type PackedWords, WordTable } from "./word_table.ts";

/** What is measured of some files. */
export interface Measured {
  reports: PackedReports;
  words: PackedWords;
  failures: Failure[];
}

/** Measures some files: the work of one task. */
export const measure = task(import.meta, (paths: string[]): Measured => {
  const reports: FileReport[] = [];
  const failures: Failure[] = [];
  const table = emptyTable();
  for (const path of paths) {
    try {
      reports.push({ path, ...measureContent(readFile(path), table) });
    } catch (error) {
      failures.push({ path, message: messageOf(error) });
    }
  }
  return send(reports, table, failures);
});

const table = new WordTable();

/** The calling thread's table, emptied: fresh memory for every task would make the threads wait for each other. */
export function emptyTable(): WordTable {
  table.clear();
  return table;
}

/** Digests and counts one text; its words are added to the table. */
export function measureContent(content: Uint8Array, table: WordTable): ContentReport {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { sha256, bytes: content.length, ...table.countText(content) };
}

/** What is measured, ready to be moved to another thread instead of copied. */
export function send(reports: FileReport[], table: WordTable, failures: Failure[]): Measured {
  const measured = { reports: packReports(reports), words: table.pack(), failures };
  const arrays = [measured.reports.numbers, ...Object.values(measured.words)];
  return transfer(measured, arrays.map(({ buffer }) => buffer));
}
