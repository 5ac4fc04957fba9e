// Tells its processes, and those of an inner pool, and works until it is killed.
import { ProcessPoolExecutor, task } from "@weft/concurrency/concurrent/futures";
import { getContext } from "@weft/concurrency/multiprocessing";
import { pid, sleep } from "./tasks.ts";

export const family = task(import.meta, async (): Promise<number[]> => {
  const inner = new ProcessPoolExecutor(1);
  const pids = [await inner.submit(pid), pid()];
  inner.submit(sleep, 60_000);
  return pids;
});

if (import.meta.main) {
  const pids: number[] = [];
  for (const mpContext of [getContext("spawn"), getContext("forkserver")]) {
    const pool = new ProcessPoolExecutor({ maxWorkers: 2, mpContext });
    pids.push(...await pool.submit(family));
    pool.submit(sleep, 60_000);
    pool.submit(sleep, 60_000);
  }
  console.log(JSON.stringify(pids));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
