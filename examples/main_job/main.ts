// Digests and measures every text file below a folder: in one thread, in a pool of threads, in threads that pass each
// other the work through queues and, if asked for, in a pool of processes:
//
//     npm start -- [--bun] [--processes] [--workers N] [DIR]
import process from "node:process";
import { fileURLToPath } from "node:url";
import {
  type Executor,
  ProcessPoolExecutor,
  ThreadPoolExecutor,
} from "@weft/concurrency/concurrent/futures";
import { parseArguments, UsageError } from "./arguments.ts";
import type { Failure } from "./failure.ts";
import { chunked, findTexts, type TextFile, totalSize } from "./files.ts";
import { measure } from "./measure.ts";
import { pipeline } from "./pipeline.ts";
import { Progress } from "./progress.ts";
import { readFile } from "./read_file.ts";
import { difference, Summary } from "./summary.ts";
import { systemLine } from "./system.ts";
import { grouped, table } from "./table.ts";

// Small enough that all workers have work to the end, large enough that handing one over costs nothing beside it.
const chunkSize = 1 << 21;
// Less than this is over too soon to be timed: the files are then measured in several rounds, after one that is not
// timed, in which the threads start and each compiles the code that it runs.
const bytesToTime = 1 << 27;
const mostRounds = 15;

interface Work {
  files: TextFile[];
  chunks: TextFile[][];
  untimed: number;
  rounds: number;
}
interface Timed {
  summary: Summary;
  seconds: number;
}
interface Way extends Timed {
  name: string;
}

function plan(files: TextFile[]): Work {
  const wanted = Math.ceil(bytesToTime / totalSize(files));
  const rounds = Math.max(1, Math.min(mostRounds, wanted));
  return { files, chunks: chunked(files, chunkSize), untimed: rounds > 1 ? 1 : 0, rounds };
}

function oneThread({ chunks, untimed, rounds }: Work, progress: Progress): Timed {
  const round = () => {
    const summary = new Summary();
    for (const chunk of chunks) {
      summary.add(measure(paths(chunk)));
      progress.advance(totalSize(chunk));
    }
    return summary;
  };
  for (let i = 0; i < untimed; i++) round();
  const start = performance.now();
  let summary = round();
  for (let i = 1; i < rounds; i++) summary = round();
  return { summary, seconds: secondsSince(start) };
}

async function manyWorkers(
  { chunks, untimed, rounds }: Work,
  executor: Executor,
  progress: Progress,
): Promise<Timed> {
  await using pool = executor;
  // All rounds are handed over at once: no worker waits at the end of one.
  const measureRounds = async (rounds: number) => {
    const all = Array.from({ length: rounds }, () => chunks).flat();
    let summary = new Summary();
    let done = 0;
    for await (const measured of pool.map(measure, all.map(paths))) {
      if (done % chunks.length === 0) summary = new Summary();
      summary.add(measured);
      progress.advance(totalSize(all[done++]));
    }
    return summary;
  };
  await measureRounds(untimed);
  const start = performance.now();
  const summary = await measureRounds(rounds);
  return { summary, seconds: secondsSince(start) };
}

async function throughQueues(
  { files, untimed, rounds }: Work,
  workers: number,
  progress: Progress,
): Promise<Timed> {
  const round = async () => {
    const summary = await pipeline(files, workers);
    progress.advance(totalSize(files));
    return summary;
  };
  for (let i = 0; i < untimed; i++) await round();
  const start = performance.now();
  let summary = await round();
  for (let i = 1; i < rounds; i++) summary = await round();
  return { summary, seconds: secondsSince(start) };
}

// Reads every file once, so that neither way finds the files in memory that the other had to fetch from the disk.
function warmUp(files: TextFile[], progress: Progress) {
  for (const { path, size } of files) {
    try {
      readFile(path);
    } catch {
      // Measuring it will say so.
    }
    progress.advance(size);
  }
}

async function main(args: string[]): Promise<number> {
  const { folder, workers, processes } = parseArguments(args, {
    folder: fileURLToPath(new URL("../..", import.meta.url)),
    workers: navigator.hardwareConcurrency,
    processes: false,
  });
  const { files, failures } = findTexts(folder);
  report(failures);
  const bytes = totalSize(files);
  const work = plan(files);
  console.log(await systemLine(folder));
  console.log(`${grouped(files.length)} text files, ${grouped(bytes)} bytes below ${folder}`);

  const reading = new Progress("reading once, untimed", bytes, process.stderr);
  warmUp(files, reading);
  reading.finish();
  const allBytes = bytes * (work.untimed + work.rounds);
  const alone = new Progress("one thread", allBytes, process.stderr);
  const one = oneThread(work, alone);
  alone.finish();
  const together = new Progress(`${workers} threads`, allBytes, process.stderr);
  const many = await manyWorkers(work, new ThreadPoolExecutor(workers), together);
  together.finish();
  const flowing = new Progress(`reader, ${workers} threads`, allBytes, process.stderr);
  const piped = await throughQueues(work, workers, flowing);
  flowing.finish();
  const ways: Way[] = [
    { name: "in the pool", ...many },
    { name: "through queues", ...piped },
  ];
  if (processes) {
    const apart = new Progress(`${workers} processes`, allBytes, process.stderr);
    const far = await manyWorkers(work, new ProcessPoolExecutor(workers), apart);
    apart.finish();
    ways.push({ name: "in processes", ...far });
  }

  report(one.summary.failures);
  console.log("\n" + resultTable(one, ways, workers, work));
  const differing = ways.map(({ summary }) => difference(one.summary, summary)).find(Boolean);
  if (differing === undefined) console.log("All ways gave the same results.");
  else console.error(`The ways gave different results: ${differing}.`);
  return differing === undefined ? 0 : 1;
}

function resultTable(
  one: Timed,
  ways: readonly Way[],
  workers: number,
  { untimed, rounds }: Work,
): string {
  const { files, bytes, lines, wordCount, words } = one.summary;
  return table([
    ["files", grouped(files.size)],
    ["bytes", grouped(bytes)],
    ["lines", grouped(lines)],
    ["words (two or more ASCII letters)", grouped(wordCount)],
    ["different words", grouped(words.size)],
    ["rounds timed", untimed > 0 ? `${rounds}, after 1 untimed` : String(rounds)],
    ["seconds in one thread", one.seconds.toFixed(3)],
    ["workers used", String(workers)],
    ...ways.flatMap(({ name, seconds }) => [
      [`seconds ${name}`, seconds.toFixed(3)] as const,
      ["speed-up", `${(one.seconds / seconds).toFixed(2)} x`] as const,
    ]),
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
