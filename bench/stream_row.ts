// The rows in which one thread sends a stream of items to another.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { Queue } from "@weft/concurrency/queue";
import { compare, timed } from "./compare.ts";
import { takeAll } from "./jobs.ts";
import { rawWorker } from "./raw.ts";
import type { Samples } from "./row.ts";

/** How a stream is made. */
export interface Stream<T> {
  readonly count: number;
  /** Of the queue; 0: none. */
  readonly maxsize: number;
  readonly rounds: number;
  /** The next item for the queue. */
  ours(): T;
  /** The next item for postMessage, and what moves. */
  raw(): [unknown, Transferable[]];
}

/** Microseconds per item from this thread to a blocked worker, and to a plain Worker. */
export async function streamRow<T>(stream: Stream<T>): Promise<Samples> {
  const { count, maxsize, rounds } = stream;
  await using pool = new ThreadPoolExecutor(1);
  const worker = rawWorker("./raw_sink.ts");
  const queue = new Queue<T>(maxsize);
  const samples = await compare({ rounds, warmUp: 10 }, {
    ours: async () => {
      const ms = await timed(async () => {
        const taken = pool.submit(takeAll, queue as Queue<unknown>, count);
        for (let i = 0; i < count; i++) queue.putSync(stream.ours());
        await taken;
      });
      return ms / count * 1000;
    },
    raw: async () => {
      const ms = await timed(async () => {
        const done = worker.ask(count);
        for (let i = 0; i < count; i++) {
          const [value, moved] = stream.raw();
          worker.send(value, moved);
        }
        await done;
      });
      return ms / count * 1000;
    },
  });
  worker.stop();
  return samples;
}
