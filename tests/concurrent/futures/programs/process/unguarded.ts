// Submits its own function at the top level, without `if (import.meta.main)`.
import { ProcessPoolExecutor, task } from "@weft/concurrency/concurrent/futures";

export const double = task(import.meta, (n: number) => 2 * n);

const pool = new ProcessPoolExecutor(2);
try {
  console.log(await pool.submit(double, 21));
} catch (error) {
  console.log(`${error}`);
}
