// process.exit in the main thread ends the program at once, work or not, and its workers with it.
import process from "node:process";
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { pid, sleep } from "./tasks.ts";

if (import.meta.main) {
  const pool = new ProcessPoolExecutor(2);
  console.log(await pool.submit(pid));
  const futures = Array.from({ length: 200 }, () => pool.submit(sleep, 60_000));
  while (!futures[0]!.running());
  process.exit(3);
}
