import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleepAndPrint } from "./tasks.ts";

const pool = new ThreadPoolExecutor(3);
pool.submit(sleepAndPrint, 1000, "apple");
pool.shutdown({ wait: false });
