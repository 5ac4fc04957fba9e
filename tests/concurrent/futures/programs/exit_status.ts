// process.exit in the main thread ends the program at once, work or not.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleep } from "./tasks.ts";

const pool = new ThreadPoolExecutor(2);
const futures = [pool.submit(sleep, 60_000), pool.submit(sleep, 60_000)];
while (!futures.every((future) => future.running()));
process.exit(3);
