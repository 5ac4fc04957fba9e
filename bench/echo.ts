// The rows that send a value there and back, one at a time.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { compare, timed } from "./compare.ts";
import { type RawWorker, rawWorker } from "./raw.ts";
import type { Samples } from "./row.ts";

/** Microseconds of a round trip, each way of sending called `calls` times for a sample. */
export async function roundTrips(
  calls: number,
  ours: (pool: ThreadPoolExecutor) => Promise<unknown>,
  raw: (worker: RawWorker) => Promise<unknown>,
): Promise<Samples> {
  await using pool = new ThreadPoolExecutor(1);
  const worker = rawWorker();
  const sample = (call: () => Promise<unknown>) => async () => {
    const ms = await timed(async () => {
      for (let i = 0; i < calls; i++) await call();
    });
    return ms / calls * 1000;
  };
  const samples = await compare({ rounds: 40, warmUp: 10 }, {
    ours: sample(() => ours(pool)),
    raw: sample(() => raw(worker)),
  });
  worker.stop();
  return samples;
}
