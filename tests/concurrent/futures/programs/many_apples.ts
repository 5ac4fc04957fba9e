// More work than threads, asynchronous work among it, no shutdown.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { later, sleepAndPrint } from "./tasks.ts";

const pool = new ThreadPoolExecutor(2);
for (let i = 0; i < 100; i++) pool.submit(i % 2 ? sleepAndPrint : later, 1, `apple ${i}`);
