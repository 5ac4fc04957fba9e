// Submits its own function, under the guard.
import { task, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";

export const double = task(import.meta, (n: number) => 2 * n);

if (import.meta.main) {
  await using pool = new ThreadPoolExecutor(2);
  console.log(await pool.submit(double, 21));
}
