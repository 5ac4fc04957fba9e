// Submits its own function at the top level, without `if (import.meta.main)`.
import { task, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";

export const double = task(import.meta, (n: number) => 2 * n);

const pool = new ThreadPoolExecutor(2);
try {
  console.log(await pool.submit(double, 21));
} catch (error) {
  console.log(`${error}`);
}
