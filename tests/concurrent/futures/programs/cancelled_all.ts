// Nothing is left to be done, since all was cancelled or refused.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { createGate, openGate, startedInGate } from "../gate.ts";
import { passGate } from "../targets.ts";
import { sleep } from "./tasks.ts";

const pool = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: "only" });
const gate = createGate();
const first = pool.submit(passGate, gate);
startedInGate(gate, 1);
const futures = Array.from({ length: 200 }, () => pool.submit(sleep, 60_000));
for (const future of futures) future.cancel();
openGate(gate);
try {
  pool.submit((value: unknown) => value, Promise.resolve());
} catch (error) {
  console.log((error as Error).name);
}
console.log(await first, futures.every((future) => future.cancelled()));
