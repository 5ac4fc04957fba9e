// Pools that are neither kept nor shut down.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleep } from "./tasks.ts";

let sum = 0;
for (let i = 0; i < 20; i++) sum += await new ThreadPoolExecutor(1).submit(sleep, 1);
console.log(sum);
