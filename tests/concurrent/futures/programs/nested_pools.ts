// A task submits to a pool of its own and ends without waiting for it.
import { task, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleepAndPrint } from "./tasks.ts";

export const outer = task(import.meta, (): string => {
  new ThreadPoolExecutor(1).submit(sleepAndPrint, 300, "inner");
  return "outer";
});

if (import.meta.main) console.log(await new ThreadPoolExecutor(1).submit(outer));
