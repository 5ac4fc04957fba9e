import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { add, rejectLater } from "../crash_targets.ts";

if (import.meta.main) {
  await using pool = new ThreadPoolExecutor(1);
  console.log(await pool.submit(rejectLater));
  const later = (ms: number) => new Promise<number>((resolve) => setTimeout(resolve, ms, ms));
  console.log(await pool.submit(later, 30));
  console.log(await pool.submit(add, 20, 22));
}
