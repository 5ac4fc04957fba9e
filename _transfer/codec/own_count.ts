import { runtime } from "../../_runtime/mod.ts";

type Count = (array: readonly unknown[]) => number;

let count: Count | undefined;

/** How many enumerable properties with a string as key an array has, elements included; may count inherited ones. */
export function ownCount(array: readonly unknown[]): number {
  count ??= runtime().name === "bun" ? countInBun : countInV8;
  return count(array);
}

// The language has nothing that tells whether an array has properties that are no elements, and the engines differ
// in what makes least of the strings of all its indices. Of a thousand elements: in V8 values() 1.4 µs, keys() 8 µs, a
// loop 15 µs; in Bun a loop 18 µs, keys() 38 µs, values() 46 µs.

const FEW = 4;

function countInV8(array: readonly unknown[]): number {
  return array.length <= FEW ? Object.keys(array).length : Object.values(array).length;
}

const SHORT = 16;

function countInBun(array: readonly unknown[]): number {
  if (array.length <= SHORT) return Object.keys(array).length;
  let count = 0;
  for (const _ in array) count++;
  return count;
}

/** Whether the key is that of an element. */
export function isIndex(key: string): boolean {
  const index = Number(key) >>> 0;
  return String(index) === key && index !== 2 ** 32 - 1;
}
