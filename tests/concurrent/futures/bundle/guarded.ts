import { CancelledError, task, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { cancelled, double as twice } from "./jobs.ts";

export const double = task(import.meta, (text: string): string => text + text);

if (import.meta.main) {
  await using pool = new ThreadPoolExecutor(2);
  const error = await pool.submit(cancelled).exception();
  console.log(await pool.submit(double, "ab"), await pool.submit(twice, 21));
  console.log(error instanceof CancelledError, String(error));
}
