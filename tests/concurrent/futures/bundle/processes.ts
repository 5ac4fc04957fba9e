import { BrokenProcessPool, ProcessPoolExecutor, task } from "@weft/concurrency/concurrent/futures";
import process from "node:process";
import { double as twice } from "./jobs.ts";

export const double = task(import.meta, (text: string): string => text + text);
export const die = task(import.meta, (): void => process.kill(process.pid, "SIGKILL") as never);

if (import.meta.main) {
  await using pool = new ProcessPoolExecutor(2);
  // Nobody may block before the pool has been loaded, which the first result is the sign of.
  console.log(await pool.submit(double, "ab"), pool.submit(twice, 21).resultSync());
  console.log(String(await Array.fromAsync(pool.map(twice, [1, 2, 3], { chunksize: 2 }))));
  const error = await pool.submit(die).exception() as BrokenProcessPool;
  console.log(error instanceof BrokenProcessPool, error.exitcode);
}
