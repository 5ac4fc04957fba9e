// Nothing is left to be done, since all was cancelled or refused.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleep } from "./tasks.ts";

const pool = new ThreadPoolExecutor(1);
const first = pool.submit(sleep, 5);
const futures = Array.from({ length: 200 }, () => pool.submit(sleep, 60_000));
for (const future of futures) future.cancel();
try {
  pool.submit((value: unknown) => value, Promise.resolve());
} catch (error) {
  console.log((error as Error).name);
}
console.log(await first, futures.every((future) => future.cancelled()));
