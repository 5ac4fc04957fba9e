// The same work as a pipeline of threads, while this one has nothing to do with it:
//
//   reader ──▶ contents: Queue of 32 ──▶ workers ──▶ reports: PriorityQueue ──▶ in the order of the files
//                                           └──────▶ words: Queue, one table of each worker
import { transfer } from "@weft/concurrency";
import { PriorityQueue, Queue, ShutDown } from "@weft/concurrency/queue";
import { task, Thread } from "@weft/concurrency/threading";
import { type Failure, messageOf } from "./failure.ts";
import type { TextFile } from "./files.ts";
import { emptyTable, measureContent } from "./measure.ts";
import { readFile } from "./read_file.ts";
import type { FileReport } from "./reports.ts";
import { Summary } from "./summary.ts";
import type { PackedWords } from "./word_table.ts";

/** Files whose contents may wait for a worker. */
const waiting = 32;

interface Content {
  n: number;
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}
type Report = [n: number, report: FileReport | Failure];

interface Queues {
  contents: Queue<Content>;
  reports: PriorityQueue<Report>;
  words: Queue<PackedWords>;
}

/** Puts the contents of all files, and then shuts the queue down. */
const read = task(import.meta, ({ contents, reports }: Queues, paths: string[]) => {
  for (const [n, path] of paths.entries()) {
    try {
      const bytes = readFile(path).slice();
      contents.putSync({ n, path, bytes: transfer(bytes) });
    } catch (error) {
      reports.putSync([n, { path, message: messageOf(error) }]);
    }
  }
  contents.shutdown();
});

/** Takes contents until there are no more. */
const work = task(import.meta, ({ contents, reports, words }: Queues) => {
  const table = emptyTable();
  try {
    for (;;) {
      const { n, path, bytes } = contents.getSync();
      reports.putSync([n, { path, ...measureContent(bytes, table) }]);
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
  const paths = files.map(({ path }) => path);
  const threads = [
    new Thread({ name: "reader", target: read, args: [queues, paths] }),
    ...Array.from({ length: workers }, () => new Thread({ target: work, args: [queues] })),
  ];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();

  const summary = new Summary();
  while (!queues.reports.empty()) {
    const [, report] = queues.reports.getNowait();
    if ("message" in report) summary.failures.push(report);
    else summary.addFile(report);
  }
  while (!queues.words.empty()) summary.words.merge(queues.words.getNowait());
  return summary;
}
