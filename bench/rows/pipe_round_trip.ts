import { Pipe, Process } from "@weft/concurrency/multiprocessing";
import { compare, timed } from "../compare.ts";
import { echoBytes } from "../process_jobs.ts";
import { rawChild } from "../raw_process.ts";
import type { Row } from "../row.ts";

const calls = 500;
const message = new TextEncoder().encode("ping");

export const row: Row = {
  title: "Pipe: a short message to another process and back, blocking",
  unit: "µs",
  rawIs: "a line to the stdin of a child, and one from its stdout",
  pythonIs: "multiprocessing.Pipe(): send_bytes and recv_bytes, child by spawn",
  target: () => ({ beatsPython: true }),
  async measure() {
    const [ours, theirs] = Pipe();
    const process = new Process({ target: echoBytes, args: [theirs] });
    process.start();
    theirs.close();
    const child = rawChild();
    const each = (ms: number) => ms / calls * 1000;
    const samples = await compare({ rounds: 40, warmUp: 5 }, {
      ours: async () =>
        each(
          await timed(() => {
            for (let i = 0; i < calls; i++) {
              ours.sendBytesSync(message);
              ours.recvBytesSync();
            }
          }),
        ),
      raw: async () =>
        each(
          await timed(async () => {
            for (let i = 0; i < calls; i++) await child.ask();
          }),
        ),
    });
    ours.close();
    child.end();
    await process.join();
    return samples;
  },
};
