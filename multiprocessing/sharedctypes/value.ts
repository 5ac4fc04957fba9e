import type { Lockable } from "../../_sync/hold.ts";
import { createArray, type Initializer, type SharedNumbers } from "./raw_array.ts";
import { createValue, type SharedValue } from "./raw_value.ts";
import {
  guard,
  type Synchronized,
  type SynchronizedArray,
  type SynchronizedString,
} from "./synchronized.ts";
import type { ElementOf, TypeCode, ValueOf } from "./typecodes.ts";

/** By what it is guarded: a new RLock (true), that lock, or nothing. */
export interface LockOption<L> {
  /** The lock. */
  lock?: L;
}

/** Some lock. */
export type Guarded = LockOption<true | null | Lockable>;
/** No lock. */
export type Unguarded = LockOption<false> & { lock: false };

/**
 * Python's Value (17.2.2.6): one value in memory that processes share, with a lock: `value.value` is the value. It may be
 * part of any value that is sent to a process or a thread.
 *
 * Each reading and each writing is guarded, `value.value += 1` is both, and so not one step: hold it.
 *
 * ```ts
 * import { Value } from "@weft/concurrency/multiprocessing";
 *
 * const counter = Value("i", 7);
 * {
 *   using _ = counter.holdSync();
 *   counter.value += 1;
 * }
 * console.log(counter.value);
 * ```
 *
 * ```output
 * 8
 * ```
 *
 * @param typecode What it holds, see TypeCode.
 * @param value At first; without it 0.
 * @throws TypeError for an unknown letter, a value of another type, and what is no lock.
 */
export function Value<C extends TypeCode>(
  typecode: C,
  value?: number | bigint | string,
  options?: Guarded,
): Synchronized<ValueOf<C>>;
/** The same without a lock: what `RawValue` returns. */
export function Value<C extends TypeCode>(
  typecode: C,
  value: number | bigint | string | undefined,
  options: Unguarded,
): SharedValue<ValueOf<C>>;
export function Value(
  typecode: TypeCode,
  value?: number | bigint | string,
  { lock = true }: LockOption<boolean | null | Lockable> = {},
): unknown {
  const raw = createValue(typecode, value, "Value");
  if (lock === false) return raw;
  return guard(raw, lock === true ? undefined : lock, "Value");
}

export { ArrayFunction as Array };

/**
 * Python's Array (17.2.2.6): numbers in memory that processes share, with a lock. It may be part of any value that is
 * sent to a process or a thread. `getObj()` is a typed array over the memory, unguarded.
 *
 * ```ts
 * import { Array } from "@weft/concurrency/multiprocessing";
 *
 * const numbers = Array("i", [1, 2, 3]);
 * numbers.set(-1, 30);
 * console.log(numbers.slice());
 * ```
 *
 * ```output
 * [ 1, 2, 30 ]
 * ```
 *
 * @param typecode What it holds, see TypeCode.
 * @param sizeOrInitializer The number of elements, which are 0; or the elements, for "c" and "u" a string, too.
 * @throws TypeError for an unknown letter, elements of another type, and what is no lock.
 * @throws RangeError for a size that is negative or no integer.
 */
function ArrayFunction(
  typecode: "c",
  sizeOrInitializer: Initializer,
  options?: Guarded,
): SynchronizedString;
/** The same, of numbers. */
function ArrayFunction<C extends TypeCode>(
  typecode: C,
  sizeOrInitializer: Initializer,
  options?: Guarded,
): SynchronizedArray<ElementOf<C>, C>;
/** The same without a lock: what `RawArray` returns. */
function ArrayFunction<C extends TypeCode>(
  typecode: C,
  sizeOrInitializer: Initializer,
  options: Unguarded,
): SharedNumbers<C>;
function ArrayFunction(
  typecode: TypeCode,
  sizeOrInitializer: Initializer,
  { lock = true }: LockOption<boolean | null | Lockable> = {},
): unknown {
  const raw = createArray(typecode, sizeOrInitializer, "Array");
  if (lock === false) return raw;
  return guard(raw, lock === true ? undefined : lock, "Array");
}
