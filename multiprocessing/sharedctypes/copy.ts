import { copyArray, type SharedNumbers } from "./raw_array.ts";
import { copyValue, SharedValue } from "./raw_value.ts";
import { codeOf } from "./shared_arrays.ts";
import type { Numbers, TypeCode } from "./typecodes.ts";

/**
 * Python's copy (17.2.2.6.1): a new shared object, without a lock, that holds what `object` does.
 *
 * ```ts
 * import { copy, RawArray } from "@weft/concurrency/multiprocessing/sharedctypes";
 *
 * const numbers = RawArray("i", [1, 2]);
 * const others = copy(numbers);
 * numbers[0] = 5;
 * console.log(others[0]);
 * ```
 *
 * ```output
 * 1
 * ```
 *
 * @throws TypeError when it is not what RawValue or RawArray made.
 */
export function copy<T>(object: SharedValue<T>): SharedValue<T>;
/** The same for an array. */
export function copy<C extends TypeCode>(object: SharedNumbers<C>): SharedNumbers<C>;
export function copy(object: object): unknown {
  if (object instanceof SharedValue) return copyValue(object);
  const code = codeOf(object);
  if (code !== undefined) return copyArray(code, object as Numbers);
  throw new TypeError(`copy: needs what RawValue or RawArray made, got ${String(object)}`);
}
