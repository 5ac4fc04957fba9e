// Tasks fail and are cancelled, and nobody asks for their results.
import {
  asCompleted,
  Future,
  ThreadPoolExecutor,
  wait,
} from "@weft/concurrency/concurrent/futures";
import { fail, sleep } from "./tasks.ts";

const pool = new ThreadPoolExecutor(1);
pool.submit(fail);
pool.submit(sleep, 1).cancel();
await wait([pool.submit(fail)]);
for await (const future of asCompleted([pool.submit(fail)])) console.log(future.done());
const future = new Future();
future.setException(new Error("a failure that nobody asks for"));
