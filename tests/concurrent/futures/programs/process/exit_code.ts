// The exit status is the one that was set; the pool is idle.
import process from "node:process";
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleepAndPrint } from "./tasks.ts";

if (import.meta.main) {
  process.exitCode = 4;
  new ProcessPoolExecutor(1).submit(sleepAndPrint, 1, "done");
}
