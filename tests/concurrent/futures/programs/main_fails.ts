// The main part ends by an error, with work under way.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleep } from "./tasks.ts";

new ThreadPoolExecutor(2).submit(sleep, 50);
throw new RangeError("the main part fails");
