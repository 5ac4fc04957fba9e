// What the programs of this folder have done in processes.
import process from "node:process";
import { task } from "@weft/concurrency/concurrent/futures";

const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

export const pid = task(import.meta, (): number => process.pid);
export const sleep = task(import.meta, (ms: number): number => {
  pause(ms);
  return ms;
});
export const sleepAndPrint = task(import.meta, (ms: number, text: string): void => {
  pause(ms);
  console.log(text);
});
/** By a stream, which may hold it back. */
export const write = task(import.meta, (text: string): void => void process.stdout.write(text));
export const fail = task(import.meta, (): never => {
  throw new RangeError("a failure that nobody asks for");
});
