// What the stress runs have done in threads, besides the targets of the tests.

import { task, ThreadPoolExecutor, waitSync } from "@weft/concurrency/concurrent/futures";
import { identity } from "../targets.ts";

export const countLater = task(import.meta, async (runs: Int32Array, i: number): Promise<void> => {
  await Promise.resolve();
  Atomics.add(runs, i, 1);
});

export const countWithMessage = task(import.meta, (runs: Int32Array, i: number): unknown => {
  Atomics.add(runs, i, 1);
  return { i, list: [i] };
});

export const innerSum = task(import.meta, async (n: number): Promise<number> => {
  await using inner = new ThreadPoolExecutor(2);
  let sum = 0;
  const items = Array.from({ length: n }, (_, i) => i);
  for await (const i of inner.map(identity<number>, items, { buffersize: 20 })) sum += i;
  return sum;
});

export const innerSumSync = task(import.meta, (n: number): number => {
  const inner = new ThreadPoolExecutor(2);
  const futures = Array.from({ length: n }, (_, i) => inner.submit(identity<number>, i));
  const { done } = waitSync(futures);
  void inner.shutdown();
  let sum = 0;
  for (const future of done) sum += future.resultSync();
  return sum;
});
