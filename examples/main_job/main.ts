// Digests and measures every text file below a folder, once in one thread and once in a pool of threads:
//
//     npm start -- [--bun] [--workers N] [DIR]
import { readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { parseArguments, UsageError } from "./arguments.ts";
import type { Failure } from "./failure.ts";
import { chunked, findTexts, type TextFile, totalSize } from "./files.ts";
import { measure } from "./measure.ts";
import { Progress } from "./progress.ts";
import { difference, Summary } from "./summary.ts";
import { grouped, table } from "./table.ts";

// Small enough that all workers have work to the end, large enough that handing one over costs nothing beside it.
const chunkSize = 1 << 18;
// Less than this is over too soon to be timed: the files are then measured several times.
const bytesToTime = 1 << 26;
const mostRounds = 10;

interface Timed {
  summary: Summary;
  seconds: number;
}

function oneThread(chunks: TextFile[][], rounds: number, progress: Progress): Timed {
  const start = performance.now();
  let summary = new Summary();
  for (let round = 0; round < rounds; round++) {
    summary = new Summary();
    for (const chunk of chunks) {
      summary.add(measure(paths(chunk)));
      progress.advance(totalSize(chunk));
    }
  }
  return { summary, seconds: secondsSince(start) };
}

async function manyThreads(
  chunks: TextFile[][],
  rounds: number,
  workers: number,
  progress: Progress,
): Promise<Timed> {
  const start = performance.now();
  await using pool = new ThreadPoolExecutor({ maxWorkers: workers });
  // All rounds at once: no worker waits at the end of one.
  const all = Array.from({ length: rounds }, () => chunks).flat();
  let summary = new Summary();
  let done = 0;
  for await (const measured of pool.map(measure, all.map(paths))) {
    if (done % chunks.length === 0) summary = new Summary();
    summary.add(measured);
    progress.advance(totalSize(all[done++]));
  }
  return { summary, seconds: secondsSince(start) };
}

// Reads every file once, so that neither way finds the files in memory that the other had to fetch from the disk.
function warmUp(files: TextFile[], progress: Progress) {
  for (const { path, size } of files) {
    try {
      readFileSync(path);
    } catch {
      // Measuring it will say so.
    }
    progress.advance(size);
  }
}

async function main(args: string[]): Promise<number> {
  const { folder, workers } = parseArguments(args, {
    folder: fileURLToPath(new URL("../..", import.meta.url)),
    workers: navigator.hardwareConcurrency,
  });
  const { files, failures } = findTexts(folder);
  report(failures);
  const bytes = totalSize(files);
  const chunks = chunked(files, chunkSize);
  const rounds = Math.max(1, Math.min(mostRounds, Math.ceil(bytesToTime / bytes)));
  console.log(`${grouped(files.length)} text files, ${grouped(bytes)} bytes below ${folder}`);

  const reading = new Progress("reading once, untimed", bytes, process.stderr);
  warmUp(files, reading);
  reading.finish();
  const alone = new Progress("one thread", bytes * rounds, process.stderr);
  const one = oneThread(chunks, rounds, alone);
  alone.finish();
  const together = new Progress(`${workers} workers`, bytes * rounds, process.stderr);
  const many = await manyThreads(chunks, rounds, workers, together);
  together.finish();

  report(one.summary.failures);
  console.log("\n" + resultTable(one, many, { workers, rounds }));
  const differing = difference(one.summary, many.summary);
  if (differing === undefined) console.log("Both ways gave the same results.");
  else console.error(`The two ways gave different results: ${differing}.`);
  return differing === undefined ? 0 : 1;
}

function resultTable(
  one: Timed,
  many: Timed,
  { workers, rounds }: { workers: number; rounds: number },
): string {
  const { files, bytes, lines, wordCount, words } = one.summary;
  return table([
    ["files", grouped(files.size)],
    ["bytes", grouped(bytes)],
    ["lines", grouped(lines)],
    ["words (two or more ASCII letters)", grouped(wordCount)],
    ["different words", grouped(words.size)],
    ["rounds", grouped(rounds)],
    ["seconds in one thread", one.seconds.toFixed(3)],
    ["seconds in the pool", many.seconds.toFixed(3)],
    ["workers used", String(workers)],
    ["speed-up", `${(one.seconds / many.seconds).toFixed(2)} x`],
  ]) + "\n" + table([
    ["most frequent words", "times"],
    ...words.top(10).map(([word, count]) => [word, grouped(count)] as const),
  ]);
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

function report(failures: Failure[]) {
  for (const { path, message } of failures) console.error(`skipped ${path}: ${message}`);
}

function paths(files: TextFile[]): string[] {
  return files.map(({ path }) => path);
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
