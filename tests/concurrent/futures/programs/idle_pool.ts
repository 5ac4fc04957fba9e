// Its threads are idle when the program has nothing left to do.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleep } from "./tasks.ts";

const pool = new ThreadPoolExecutor(3);
const futures = Array.from({ length: 6 }, () => pool.submit(sleep, 5));
for (const future of futures) await future;
console.log("done");
