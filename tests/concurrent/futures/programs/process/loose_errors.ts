// A timer's error that a task waits for, and a rejection that nobody handles, in a worker process.
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { add, rejectLater, throwInTimer } from "../../crash_targets.ts";
import { pid } from "../../process_targets.ts";

if (import.meta.main) {
  await using pool = new ProcessPoolExecutor(1);
  const before = await pool.submit(pid);
  const error = await pool.submit(throwInTimer).exception() as Error;
  console.log(error.name, error.message);
  console.log(await pool.submit(rejectLater));
  const later = (ms: number) => new Promise<number>((resolve) => setTimeout(resolve, ms, ms));
  await pool.submit(later, 30);
  console.log(await pool.submit(add, 20, 22));
  console.log(await pool.submit(pid) === before);
}
