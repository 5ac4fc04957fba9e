// The same work as a pipeline of threads, while this one has nothing to do with it:
//
//   reader ──▶ contents: Queue of 16 ──▶ workers ──▶ reports: PriorityQueue ──▶ in their order
//                                           └──────▶ words: Queue, one table of each worker
import { transfer } from "@weft/concurrency";
import { PriorityQueue, Queue, ShutDown } from "@weft/concurrency/queue";
import { task, Thread } from "@weft/concurrency/threading";
import { type Failure, messageOf } from "./failure.ts";
import { chunked, type TextFile } from "./files.ts";
import { emptyTable, measureContent } from "./measure.ts";
import { readFile } from "./read_file.ts";
import type { FileReport } from "./reports.ts";
import { Summary } from "./summary.ts";
import type { PackedWords } from "./word_table.ts";

/** Parcels that may wait for a worker. */
const waiting = 16;
/** Bytes of a parcel, about: handing one over must cost nothing beside its work. */
const parcelSize = 1 << 17;

interface Content {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}
/** Some files, and their place among all. */
type Parcel = [n: number, contents: Content[]];
type Reports = [n: number, reports: (FileReport | Failure)[]];

interface Queues {
  contents: Queue<Parcel>;
  reports: PriorityQueue<Reports>;
  words: Queue<PackedWords>;
}

/** Puts the contents of all files, and then shuts the queue down. */
const read = task(import.meta, ({ contents, reports }: Queues, parcels: string[][]) => {
  for (const [n, paths] of parcels.entries()) {
    const read: Content[] = [];
    const failures: Failure[] = [];
    for (const path of paths) {
      try {
        read.push({ path, bytes: readFile(path).slice() });
      } catch (error) {
        failures.push({ path, message: messageOf(error) });
      }
    }
    contents.putSync(transfer([n, read], read.map(({ bytes }) => bytes.buffer)));
    if (failures.length > 0) reports.putSync([n, failures]);
  }
  contents.shutdown();
});

/** Takes contents until there are no more. */
const work = task(import.meta, ({ contents, reports, words }: Queues) => {
  const table = emptyTable();
  try {
    for (;;) {
      const [n, files] = contents.getSync();
      const measured = files.map(({ path, bytes }) => ({ path, ...measureContent(bytes, table) }));
      reports.putSync([n, measured]);
    }
  } catch (error) {
    if (!(error instanceof ShutDown)) throw error;
  } finally {
    words.putSync(table.pack());
  }
});

/** Measures all files. */
export async function pipeline(files: readonly TextFile[], workers: number): Promise<Summary> {
  const queues: Queues = {
    contents: new Queue(waiting),
    reports: new PriorityQueue(),
    words: new Queue(),
  };
  const parcels = chunked(files, parcelSize).map((files) => files.map(({ path }) => path));
  const threads = [
    new Thread({ name: "reader", target: read, args: [queues, parcels] }),
    ...Array.from({ length: workers }, () => new Thread({ target: work, args: [queues] })),
  ];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();

  const summary = new Summary();
  while (!queues.reports.empty()) {
    for (const report of queues.reports.getNowait()[1]) {
      if ("message" in report) summary.failures.push(report);
      else summary.addFile(report);
    }
  }
  while (!queues.words.empty()) summary.words.merge(queues.words.getNowait());
  return summary;
}
