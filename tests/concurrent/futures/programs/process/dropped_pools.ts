// Pools that are neither kept nor shut down.
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleep } from "./tasks.ts";

if (import.meta.main) {
  let sum = 0;
  for (let i = 0; i < 5; i++) sum += await new ProcessPoolExecutor(1).submit(sleep, 1);
  console.log(sum);
}
