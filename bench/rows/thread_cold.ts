import { Event, Thread } from "@weft/concurrency/threading";
import { compare, timed } from "../compare.ts";
import { begin } from "../contend.ts";
import { type RawWorker, rawWorker } from "../raw.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "Thread: started in a new worker, until its target runs",
  unit: "ms",
  rawIs: "new Worker of a module that imports the target's: first message and reply",
  target: () => ({ maxRatio: 1.2 }),
  async measure() {
    const go = new Event();
    const threads: Thread[] = [];
    const workers: RawWorker[] = [];
    const samples = await compare({ rounds: 20, warmUp: 2 }, {
      ours: () =>
        timed(async () => {
          const begun = new Event();
          const thread = new Thread({ target: begin, args: [begun, go] });
          thread.start();
          threads.push(thread);
          await begun.wait();
        }),
      // They go on, too: one that is being stopped takes time from the next, and one that runs slows down the collector.
      raw: () =>
        timed(() => {
          const worker = rawWorker("./raw_contend.ts");
          workers.push(worker);
          return worker.ask(0);
        }),
    });
    for (const worker of workers) worker.stop();
    go.set();
    for (const thread of threads) await thread.join();
    return samples;
  },
};
