// Nobody catches what a task threw, but the main part asked for it.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { fail } from "./tasks.ts";

await new ThreadPoolExecutor(2).submit(fail);
