// Waits of every kind at the top level, where nothing else keeps the program alive.
import { asCompleted, ThreadPoolExecutor, wait } from "@weft/concurrency/concurrent/futures";
import { fail, sleep } from "./tasks.ts";

const pool = new ThreadPoolExecutor(2);
console.log(await pool.submit(sleep, 30));
console.log(await pool.submit(sleep, 30).result({ timeout: 10_000 }));
console.log((await wait([pool.submit(sleep, 30), pool.submit(fail)])).done.size);
for await (const future of asCompleted([pool.submit(sleep, 30)])) {
  console.log(await future.result());
}
for await (const ms of pool.map(sleep, [20, 10])) console.log(ms);
pool.submit(sleep, 30);
await pool.shutdown();
await pool.shutdown();
console.log("done");
