import { task, transfer } from "@weft/concurrency/concurrent/futures";

export const noop = task(import.meta, () => {});
export const echo = task(import.meta, <T>(value: T): T => value);
export const moveBack = task(
  import.meta,
  (bytes: Uint8Array<ArrayBuffer>) => transfer(bytes, [bytes.buffer]),
);
