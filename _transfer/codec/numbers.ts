import { ownCount } from "./own_count.ts";
import type { Writer } from "./writer.ts";

/**
 * Writes an array that holds nothing but numbers: the tag, the length when it is wanted, and 4 or 8 bytes for each.
 * False when it holds something else; then nothing has been written.
 */
export function writeNumbers(
  array: readonly unknown[],
  writer: Writer,
  ints: number,
  floats: number,
  withLength: boolean,
): boolean {
  if (Object.getPrototypeOf(array) !== Array.prototype) return false;
  const { length } = array;
  let small = true;
  for (let i = 0; i < length; i++) {
    const item = array[i];
    if (typeof item !== "number") return false;
    if ((item | 0) !== item || (item === 0 && 1 / item < 0)) small = false;
  }
  if (ownCount(array) !== length) return false;
  writer.reserve(16);
  writer.byte(small ? ints : floats);
  if (withLength) writer.uint(length);
  if (small) writer.int32s(array as number[]);
  else writer.doubles(array as number[]);
  return true;
}
