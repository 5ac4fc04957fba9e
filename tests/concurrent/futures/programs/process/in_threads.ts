// Pools of processes in threads, idle and busy, that nobody shuts down.
import { ProcessPoolExecutor, task } from "@weft/concurrency/concurrent/futures";
import { Thread } from "@weft/concurrency/threading";
import { pid, sleepAndPrint } from "./tasks.ts";

export const run = task(import.meta, async (): Promise<void> => {
  const pool = new ProcessPoolExecutor(1);
  console.log(await pool.submit(pid));
  new ProcessPoolExecutor(1).submit(sleepAndPrint, 200, "apple");
});

if (import.meta.main) new Thread({ target: run }).start();
