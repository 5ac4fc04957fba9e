import { allocate } from "../heap.ts";
import { arrayOver } from "./shared_arrays.ts";
import {
  checkTypeCode,
  type ElementOf,
  type Numbers,
  stored,
  type TypeCode,
  typecodeToType,
} from "./typecodes.ts";

/** How many elements, all 0, or which ones. */
export type Initializer = number | Iterable<number | bigint | string>;

/** A typed array over memory that processes share. */
export type SharedNumbers<C extends TypeCode> =
  & ArrayBufferView<ArrayBuffer>
  & ArrayLike<ElementOf<C>>
  & { [index: number]: ElementOf<C> }
  & Iterable<ElementOf<C>>;

/**
 * Python's RawArray (17.2.2.6.1): a typed array over memory that processes share, without a lock. It may be part of any
 * value that is sent to a process or a thread, as may what `subarray` returns. Its buffer must not be transferred.
 *
 * ```ts
 * import { RawArray } from "@weft/concurrency/multiprocessing/sharedctypes";
 *
 * const numbers = RawArray("i", [1, 2, 3]);
 * numbers[0] += 10;
 * console.log([...numbers]);
 * ```
 *
 * ```output
 * [ 11, 2, 3 ]
 * ```
 *
 * @param typecode What it holds, see TypeCode.
 * @param sizeOrInitializer The number of elements, which are 0; or the elements, for "c" and "u" a string, too.
 * @throws TypeError for an unknown letter, and elements of another type.
 * @throws RangeError for a size that is negative or no integer.
 */
export function RawArray<C extends TypeCode>(
  typecode: C,
  sizeOrInitializer: Initializer,
): SharedNumbers<C> {
  return createArray(typecode, sizeOrInitializer, "RawArray");
}

/** The same, for one of that name. */
export function createArray<C extends TypeCode>(
  typecode: C,
  sizeOrInitializer: Initializer,
  who: string,
): SharedNumbers<C> {
  checkTypeCode(typecode, who);
  if (typeof sizeOrInitializer === "number") return zeros(typecode, sizeOrInitializer, who);
  const items = itemsOf(sizeOrInitializer, who).map((item) => stored(typecode, item, who));
  const array = zeros(typecode, items.length, who);
  items.forEach((item, i) => array[i] = item as ElementOf<C>);
  return array;
}

/** A new one with the same elements. */
export function copyArray<C extends TypeCode>(code: C, array: Numbers): SharedNumbers<C> {
  const copy = zeros(code, array.length, "copy");
  for (let i = 0; i < array.length; i++) copy[i] = array[i] as ElementOf<C>;
  return copy;
}

function zeros<C extends TypeCode>(code: C, size: number, who: string): SharedNumbers<C> {
  if (!Number.isInteger(size) || size < 0) {
    throw new RangeError(`${who}: the size must be an integer >= 0, got ${size}`);
  }
  const block = allocate(size * typecodeToType[code].BYTES_PER_ELEMENT);
  return arrayOver(code, block, 0, size) as unknown as SharedNumbers<C>;
}

function itemsOf(initializer: unknown, who: string): unknown[] {
  // By UTF-16 units, not by characters.
  if (typeof initializer === "string") return initializer.split("");
  if (typeof (initializer as Iterable<unknown> | null)?.[Symbol.iterator] === "function") {
    return [...initializer as Iterable<unknown>];
  }
  throw new TypeError(`${who}: needs a size or the elements, got ${String(initializer)}`);
}
