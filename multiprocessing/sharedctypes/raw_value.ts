import { registerClass } from "../../_transfer/registry.ts";
import { allocate, type Block } from "../heap.ts";
import {
  checkTypeCode,
  loaded,
  type Numbers,
  stored,
  type TypeCode,
  typecodeToType,
  type ValueOf,
} from "./typecodes.ts";

let blockOfValue: (value: SharedValue<unknown>) => [code: TypeCode, block: Block];

/** One value in shared memory. */
export class SharedValue<T> {
  static {
    blockOfValue = (value) => [value.#code, value.#block];
  }

  readonly #code: TypeCode;
  readonly #block: Block;
  readonly #cell: Numbers;

  /** Over a block; `RawValue` makes new ones. */
  constructor(code: TypeCode, block: Block) {
    this.#code = code;
    this.#block = block;
    this.#cell = new typecodeToType[code](block.buffer, 0, 1);
  }

  /** The value, unguarded: reading and writing it are no one step. */
  get value(): T {
    return loaded(this.#code, this.#cell[0]!) as T;
  }

  set value(value: T) {
    this.#cell[0] = stored(this.#code, value, "value");
  }
}

/**
 * Python's RawValue (17.2.2.6.1): one value in memory that processes share, without a lock. It may be part of any value
 * that is sent to a process or a thread.
 *
 * ```ts
 * import { RawValue } from "@weft/concurrency/multiprocessing/sharedctypes";
 *
 * const ratio = RawValue("d", 0.5);
 * ratio.value *= 3;
 * console.log(ratio.value);
 * ```
 *
 * ```output
 * 1.5
 * ```
 *
 * @param typecode What it holds, see TypeCode.
 * @param value At first; without it 0.
 * @throws TypeError for an unknown letter, and a value of another type.
 */
export function RawValue<C extends TypeCode>(
  typecode: C,
  value?: number | bigint | string,
): SharedValue<ValueOf<C>> {
  return createValue(typecode, value, "RawValue");
}

/** The same, for one of that name. */
export function createValue<C extends TypeCode>(
  typecode: C,
  value: number | bigint | string | undefined,
  who: string,
): SharedValue<ValueOf<C>> {
  checkTypeCode(typecode, who);
  const initial = value === undefined ? undefined : stored(typecode, value, who);
  const block = allocate(typecodeToType[typecode].BYTES_PER_ELEMENT);
  if (initial !== undefined) new typecodeToType[typecode](block.buffer)[0] = initial;
  return new SharedValue(typecode, block);
}

/** A new one with the same value. */
export function copyValue<T>(value: SharedValue<T>): SharedValue<T> {
  const [code, block] = blockOfValue(value);
  const copy = allocate(block.size);
  new Uint8Array(copy.buffer).set(new Uint8Array(block.buffer));
  return new SharedValue(code, copy);
}

registerClass("multiprocessing.RawValue", SharedValue, {
  reduce: blockOfValue,
  revive: (data) => new SharedValue(...data as [TypeCode, Block]),
  module: () => import.meta.url,
});
