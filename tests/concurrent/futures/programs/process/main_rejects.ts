// Nobody catches what a task threw, but the main part asked for it.
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { fail } from "./tasks.ts";

if (import.meta.main) await new ProcessPoolExecutor(2).submit(fail);
