import { createHash } from "node:crypto";
import { task, transfer } from "@weft/concurrency/concurrent/futures";
import { type Failure, messageOf } from "./failure.ts";
import { readFile } from "./read_file.ts";
import { type PackedWords, WordTable } from "./word_table.ts";

/** What is measured of one file. */
export interface FileReport {
  path: string;
  sha256: string;
  bytes: number;
  lines: number;
  words: number;
}
/** What is measured of some files. */
export interface Measured {
  files: FileReport[];
  failures: Failure[];
  words: PackedWords;
}

/** Measures some files: the work of one task. */
export const measure = task(import.meta, (paths: string[]): Measured => {
  const files: FileReport[] = [];
  const failures: Failure[] = [];
  const table = new WordTable();
  for (const path of paths) {
    try {
      const content = readFile(path);
      const sha256 = createHash("sha256").update(content).digest("hex");
      files.push({ path, sha256, bytes: content.length, ...table.countText(content) });
    } catch (error) {
      failures.push({ path, message: messageOf(error) });
    }
  }
  const words = table.pack();
  // The tables are of no more use here: they are moved, not copied.
  const buffers = Object.values(words).map(({ buffer }) => buffer as ArrayBuffer);
  return transfer({ files, failures, words }, buffers);
});
