import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { add, throwInTimer } from "../crash_targets.ts";

if (import.meta.main) {
  await using pool = new ThreadPoolExecutor(1);
  const error = await pool.submit(throwInTimer).exception() as Error;
  console.log(error.name, error.message);
  console.log(await pool.submit(add, 20, 22));
}
