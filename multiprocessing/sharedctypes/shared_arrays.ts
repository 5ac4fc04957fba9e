// Typed arrays over shared memory. They are ordinary ones, but that they, and parts of them, are sent as what they are
// instead of being copied.

import { registerClass, registerViews } from "../../_transfer/registry.ts";
import { type Block, blockOf } from "../heap.ts";
import { type Numbers, type TypeCode, typecodeToType } from "./typecodes.ts";

/** Stands for views in what is sent. */
abstract class SharedView {}

type Form = readonly [code: TypeCode, block: Block, byteOffset: number, length: number];

/** Of arrays that were not made by `subarray`. */
const codes = new WeakMap<object, TypeCode>();

/** The array over a block of that many elements. */
export function arrayOver(
  code: TypeCode,
  block: Block,
  byteOffset: number,
  length: number,
): Numbers {
  const array = new typecodeToType[code](block.buffer, byteOffset, length);
  codes.set(array, code);
  return array;
}

/** The letter of an array over shared memory; undefined for everything else. */
export function codeOf(value: unknown): TypeCode | undefined {
  if (!ArrayBuffer.isView(value) || blockOf(value.buffer) === undefined) return undefined;
  return codes.get(value) ?? letters().find((code) => value instanceof typecodeToType[code]);
}

function letters(): TypeCode[] {
  return Object.keys(typecodeToType) as TypeCode[];
}

registerViews((view) => codeOf(view) === undefined ? undefined : SharedView);
registerClass("multiprocessing.RawArray", SharedView, {
  reduce(view): Form {
    const { buffer, byteOffset, length } = view as Numbers;
    return [codeOf(view)!, blockOf(buffer)!, byteOffset, length];
  },
  revive(data) {
    const [code, block, byteOffset, length] = data as Form;
    return arrayOver(code, block, byteOffset, length);
  },
  module: () => import.meta.url,
});
