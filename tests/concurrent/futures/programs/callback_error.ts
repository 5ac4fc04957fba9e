// A done callback throws.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleep } from "./tasks.ts";

const pool = new ThreadPoolExecutor(1);
const future = pool.submit(sleep, 5);
future.addDoneCallback(() => {
  throw new RangeError("from a callback");
});
future.addDoneCallback(() => console.log("next"));
console.log(await future);
