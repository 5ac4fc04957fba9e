// Everything by blocking calls.
import { ThreadPoolExecutor, waitSync } from "@weft/concurrency/concurrent/futures";
import { sleep } from "./tasks.ts";

const pool = new ThreadPoolExecutor(3);
console.log(pool.submit(sleep, 5).resultSync());
console.log(waitSync(Array.from({ length: 6 }, () => pool.submit(sleep, 5))).done.size);
