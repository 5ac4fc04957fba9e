// Work submitted without shutdown is finished before the program ends.
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleepAndPrint } from "./tasks.ts";

if (import.meta.main) new ProcessPoolExecutor(5).submit(sleepAndPrint, 1000, "apple");
