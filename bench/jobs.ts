import { task, transfer } from "@weft/concurrency/concurrent/futures";
import type { Queue } from "@weft/concurrency/queue";

export const noop = task(import.meta, () => {});
export const echo = task(import.meta, <T>(value: T): T => value);
export const square = task(import.meta, (x: number): number => x * x);
export const moveBack = task(
  import.meta,
  (bytes: Uint8Array<ArrayBuffer>) => transfer(bytes, [bytes.buffer]),
);
export const takeAll = task(import.meta, (queue: Queue<unknown>, count: number) => {
  for (let i = 0; i < count; i++) queue.getSync();
});
