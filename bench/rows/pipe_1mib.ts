import { Pipe, Process } from "@weft/concurrency/multiprocessing";
import { compare, timed } from "../compare.ts";
import { sinkBytes } from "../process_jobs.ts";
import { throughCat } from "../raw_process.ts";
import type { Row } from "../row.ts";

const count = 64;
const message = new Uint8Array(1 << 20).fill(1);

export const row: Row = {
  title: "Pipe: messages of 1 MiB to another process, MB",
  unit: "/s",
  rawIs: "as many bytes through `cat` by the runtime's own streams",
  pythonIs: "multiprocessing.Pipe(): send_bytes, child by spawn",
  target: () => ({ min: 1000 }),
  async measure() {
    const [ours, theirs] = Pipe();
    const process = new Process({ target: sinkBytes, args: [theirs] });
    process.start();
    theirs.close();
    const megabytes = count * message.length / 1e6;
    const perSecond = (ms: number) => megabytes / ms * 1000;
    const all = new Uint8Array(count * message.length);
    const samples = await compare({ rounds: 20, warmUp: 3 }, {
      ours: async () =>
        perSecond(
          await timed(() => {
            ours.sendSync(count);
            for (let i = 0; i < count; i++) ours.sendBytesSync(message);
            ours.recvBytesSync();
          }),
        ),
      raw: async () => perSecond(await timed(() => throughCat(all))),
    });
    ours.close();
    await process.join();
    return samples;
  },
};
