// Each task is submitted by the callback of the one before; nothing else keeps the program alive.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleep } from "./tasks.ts";

const pool = new ThreadPoolExecutor(1);
const step = (n: number) => {
  if (n === 0) return console.log("done");
  pool.submit(sleep, 1).addDoneCallback(() => step(n - 1));
};
step(20);
