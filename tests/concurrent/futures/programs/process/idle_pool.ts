// Its processes are idle when the program has nothing left to do; they, and it, end.
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { getContext } from "@weft/concurrency/multiprocessing";
import { pid, write } from "./tasks.ts";

if (import.meta.main) {
  for (const mpContext of [getContext("spawn"), getContext("forkserver")]) {
    const pool = new ProcessPoolExecutor({ maxWorkers: 2, mpContext });
    await Promise.all([pool.submit(write, "x".repeat(200_000)), pool.submit(write, "y")]);
    console.log(`\n${await pool.submit(pid)}`);
  }
}
