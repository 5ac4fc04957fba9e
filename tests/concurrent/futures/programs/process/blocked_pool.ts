// Never returns to its event loop before its end.
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleep } from "./tasks.ts";

if (import.meta.main) {
  const pool = new ProcessPoolExecutor(2);
  console.log(pool.submit(sleep, 5).resultSync());
  console.log(pool.submit(sleep, 6).resultSync());
}
