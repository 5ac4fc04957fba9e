// More work than is posted ahead, none of it waited for.
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleepAndPrint } from "./tasks.ts";

if (import.meta.main) {
  const pool = new ProcessPoolExecutor(2);
  for (let i = 0; i < 300; i++) pool.submit(sleepAndPrint, 0, `apple ${i}`);
  const other = new ProcessPoolExecutor({ maxWorkers: 2, maxTasksPerChild: 3 });
  for (let i = 0; i < 10; i++) other.submit(sleepAndPrint, 0, `pear ${i}`);
  void other.shutdown({ wait: false });
}
