// Nobody asks for what these threw.
import { ProcessPoolExecutor, wait } from "@weft/concurrency/concurrent/futures";
import { fail } from "./tasks.ts";

if (import.meta.main) {
  const pool = new ProcessPoolExecutor(2);
  const futures = [pool.submit(fail), pool.submit(fail)];
  console.log((await wait(futures)).done.size === 2);
}
