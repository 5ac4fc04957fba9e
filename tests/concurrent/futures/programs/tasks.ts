// What the programs of this folder have done in threads.
import { task } from "@weft/concurrency/concurrent/futures";

export const sleep = task(import.meta, (ms: number): number => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  return ms;
});
export const sleepAndPrint = task(import.meta, (ms: number, text: string): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  console.log(text);
});
export const later = task(import.meta, async (ms: number, text: string): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  console.log(text);
});
export const fail = task(import.meta, (): never => {
  throw new RangeError("a failure that nobody asks for");
});
