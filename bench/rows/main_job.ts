import { fileURLToPath } from "node:url";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { chunked, findTexts } from "../../examples/main_job/files.ts";
import { compare, timed } from "../compare.ts";
import { type Contents, measureContents, readContents } from "../contents.ts";
import { type RawWorker, rawWorker } from "../raw.ts";
import type { Row } from "../row.ts";

const chunkSize = 1 << 21;
const bytesInMemory = 1 << 25;
const bytesToMeasure = 1 << 25;

/** The texts of this checkout, several times over, and the largest first: half of the bytes are in one file. */
function readChunks(): Contents[] {
  const folder = fileURLToPath(new URL("../..", import.meta.url));
  let bytes = 0;
  const files = findTexts(folder).files.filter(({ size }) => (bytes += size) <= bytesInMemory);
  return chunked(files, chunkSize).map(readContents).flatMap((chunk) =>
    Array.from({ length: Math.ceil(bytesToMeasure / bytes) }, () => chunk)
  );
}

// Each worker has its next chunk while it measures one.
function measureIn(workers: RawWorker[], chunks: Contents[]): Promise<unknown> {
  const shares = workers.map((_, i) => chunks.filter((_, at) => at % workers.length === i));
  return Promise.all(workers.map((worker, i) => worker.flood(shares[i]!)));
}

export const row: Row = {
  title: "main job: speed-up with 2 workers, CPU-bound part",
  unit: "×",
  rawIs: "two plain Workers with half of the chunks each",
  pythonIs: "the whole job, reading included, in ThreadPoolExecutor(2)",
  target: () => ({ min: 1.7 }),
  async measure() {
    const chunks = readChunks();
    await using pool = new ThreadPoolExecutor(2);
    const workers = [rawWorker("./raw_measure.ts"), rawWorker("./raw_measure.ts")];
    const { alone, pooled, plain } = await compare({ rounds: 12, warmUp: 4 }, {
      alone: () =>
        timed(() => {
          for (const chunk of chunks) measureContents(chunk);
        }),
      pooled: () =>
        timed(async () => {
          for await (const _ of pool.map(measureContents, chunks));
        }),
      plain: () => timed(() => measureIn(workers, chunks)),
    });
    for (const worker of workers) worker.stop();
    return {
      ours: pooled.map((ms, i) => alone[i]! / ms),
      raw: plain.map((ms, i) => alone[i]! / ms),
    };
  },
};
