import { CancelledError, task, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";

export const double = task(import.meta, (n: number): number => 2 * n);

/** A pool within a task, and an error of the library's own out of it. */
export const cancelled = task(import.meta, async (): Promise<never> => {
  await using inner = new ThreadPoolExecutor(1);
  await inner.submit(double, 1);
  throw new CancelledError("as it is");
});
