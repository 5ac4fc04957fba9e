/**
 * Python's multiprocessing.sharedctypes (17.2.2.6.1): numbers, and arrays of them, in memory that processes share.
 *
 * ```ts
 * import { Array, Value } from "@weft/concurrency/multiprocessing/sharedctypes";
 *
 * const counter = Value("i", 7);
 * const text = Array("c", "hello world", { lock: counter.getLock() });
 * text.value = text.value.toUpperCase();
 * console.log(counter.value, text.value);
 * ```
 *
 * ```output
 * 7 HELLO WORLD
 * ```
 *
 * What ctypes has beyond that, structures above all, is left out: use several values, or an array, with one lock.
 *
 * @module
 */

export { copy } from "./copy.ts";
export { type Initializer, RawArray, type SharedNumbers } from "./raw_array.ts";
export { RawValue, type SharedValue } from "./raw_value.ts";
export {
  Synchronized,
  synchronized,
  SynchronizedArray,
  SynchronizedBase,
  SynchronizedString,
} from "./synchronized.ts";
export {
  type ElementOf,
  type Numbers,
  type NumbersConstructor,
  type TypeCode,
  typecodeToType,
  type ValueOf,
} from "./typecodes.ts";
export { Array, type Guarded, type LockOption, type Unguarded, Value } from "./value.ts";
export type { Lockable } from "../../_sync/hold.ts";
export type {
  AcquireOptions,
  SyncAcquireOptions,
  SyncWaitOptions,
  WaitOptions,
} from "../../_sync/options.ts";
