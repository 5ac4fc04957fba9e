// Work submitted without shutdown is finished before the program ends.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleepAndPrint } from "./tasks.ts";

new ThreadPoolExecutor(5).submit(sleepAndPrint, 1000, "apple");
