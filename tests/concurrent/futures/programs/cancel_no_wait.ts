import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleepAndPrint } from "./tasks.ts";

const pool = new ThreadPoolExecutor(1);
for (let i = 0; i < 50; i++) pool.submit(sleepAndPrint, 100, "apple");
pool.shutdown({ wait: false, cancelFutures: true });
