// The rows that pass small objects from process to process through a queue.
import { Pipe, Process, type Queue, type SimpleQueue } from "@weft/concurrency/multiprocessing";
import { compare, timed } from "./compare.ts";
import { takeAll } from "./process_jobs.ts";
import { rawChild } from "./raw_process.ts";
import type { Samples } from "./row.ts";

const count = 20_000;
let id = 0;
const item = () => ({ id: id++, name: "some name", ok: true, values: [1, 2, 3] });

/** Microseconds for an item. */
export async function processQueueRow(queue: Queue | SimpleQueue): Promise<Samples> {
  const [orders, theirs] = Pipe();
  const process = new Process({ target: takeAll, args: [queue, theirs] });
  process.start();
  theirs.close();
  const child = rawChild();
  const samples = await compare({ rounds: 20, warmUp: 3 }, {
    ours: async () =>
      await timed(() => {
        orders.sendSync(count);
        for (let i = 0; i < count; i++) queue.putSync(item());
        orders.recvSync();
      }) / count * 1000,
    raw: async () => await timed(() => child.flood(count, item)) / count * 1000,
  });
  orders.close();
  child.end();
  await process.join();
  return samples;
}
