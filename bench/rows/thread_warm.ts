import { Thread } from "@weft/concurrency/threading";
import { compare, timed } from "../compare.ts";
import { noop } from "../jobs.ts";
import { rawWorker } from "../raw.ts";
import type { Row } from "../row.ts";

const threads = 50;

export const row: Row = {
  title: "Thread: start + joinSync, idle worker at hand",
  unit: "µs",
  rawIs: "postMessage to a plain Worker and back",
  pythonIs: "threading.Thread: start() + join()",
  target: () => ({ max: 60, beatsPython: true }),
  async measure() {
    const worker = rawWorker();
    const each = (ms: number) => ms / threads * 1000;
    const samples = await compare({ rounds: 40, warmUp: 10 }, {
      ours: async () =>
        each(
          await timed(() => {
            for (let i = 0; i < threads; i++) {
              const thread = new Thread({ target: noop });
              thread.start();
              thread.joinSync();
            }
          }),
        ),
      raw: async () =>
        each(
          await timed(async () => {
            for (let i = 0; i < threads; i++) await worker.ask(i);
          }),
        ),
    });
    worker.stop();
    return samples;
  },
};
