import type { Failure } from "./failure.ts";
import type { Measured } from "./measure.ts";
import { type FileReport, unpackReports } from "./reports.ts";
import { WordTable } from "./word_table.ts";

/** The results of all chunks, put together. */
export class Summary {
  readonly files = new Map<string, FileReport>();
  readonly failures: Failure[] = [];
  readonly words = new WordTable();
  bytes = 0;
  lines = 0;
  wordCount = 0;

  add({ reports, failures, words }: Measured): void {
    for (const file of unpackReports(reports)) this.addFile(file);
    this.failures.push(...failures);
    this.words.merge(words);
  }

  addFile({ path, sha256, bytes, lines, words }: FileReport): void {
    this.files.set(path, { path, sha256, bytes, lines, words });
    this.bytes += bytes;
    this.lines += lines;
    this.wordCount += words;
  }
}

/** Where two summaries differ, in words; undefined when they are equal in everything. */
export function difference(a: Summary, b: Summary): string | undefined {
  for (const path of new Set([...a.files.keys(), ...b.files.keys()])) {
    const [one, other] = [a.files.get(path), b.files.get(path)];
    if (JSON.stringify(one) !== JSON.stringify(other)) return path;
  }
  if (JSON.stringify(a.words.top(a.words.size)) !== JSON.stringify(b.words.top(b.words.size))) {
    return "the frequencies of the words";
  }
}
