// The main part ends by an error, with work under way.
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { pid, sleep } from "./tasks.ts";

if (import.meta.main) {
  const pool = new ProcessPoolExecutor(2);
  console.log(await pool.submit(pid));
  pool.submit(sleep, 60_000);
  throw new RangeError("the main part fails");
}
