import { Event, Thread } from "@weft/concurrency/threading";
import { compare, timed } from "../compare.ts";
import { begin } from "../contend.ts";
import { rawWorker } from "../raw.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "Thread: started in a new worker, until its target runs",
  unit: "ms",
  rawIs: "new Worker of a module that imports the target's: first message and reply",
  target: () => ({ maxRatio: 1.2 }),
  async measure() {
    const go = new Event();
    const threads: Thread[] = [];
    const samples = await compare({ rounds: 20, warmUp: 2 }, {
      ours: () =>
        timed(async () => {
          const begun = new Event();
          const thread = new Thread({ target: begin, args: [begun, go] });
          thread.start();
          threads.push(thread);
          await begun.wait();
        }),
      raw: async () => {
        let worker;
        const ms = await timed(() => (worker = rawWorker("./raw_contend.ts")).ask(0));
        worker!.stop();
        return ms;
      },
    });
    go.set();
    for (const thread of threads) await thread.join();
    return samples;
  },
};
