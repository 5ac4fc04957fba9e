/** What a view is, by number. Numbers are never reused. */
const NAMES = [
  "DataView",
  "Uint8Array",
  "Int8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Float16Array",
];
export const DATA_VIEW = 0;
export const UINT8_ARRAY = 1;

let nameOf: ((this: ArrayBufferView) => string | undefined) | undefined;

/** The number for a view, also of a subclass, or -1. */
export function viewKind(view: ArrayBufferView): number {
  // The getter that all typed arrays share looks inside, unlike their property.
  nameOf ??= Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(Uint8Array.prototype),
    Symbol.toStringTag,
  )!.get as typeof nameOf;
  const name = nameOf!.call(view);
  return name === undefined ? DATA_VIEW : NAMES.indexOf(name);
}

interface ViewClass {
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): ArrayBufferView;
  readonly BYTES_PER_ELEMENT?: number;
}

export function viewClass(kind: number): ViewClass {
  const name = NAMES[kind];
  const Class = name && (globalThis as unknown as Record<string, ViewClass | undefined>)[name];
  if (!Class) throw new RangeError(`decode: no view of kind ${name ?? kind} here`);
  return Class;
}

/** Number of elements; of a DataView number of bytes. */
export function viewLength(view: ArrayBufferView): number {
  return (view as { length?: number }).length ?? view.byteLength;
}

/** All bytes of a buffer. */
export function bytesOf(buffer: ArrayBuffer): Uint8Array {
  if (buffer.detached) {
    throw new DOMException("the ArrayBuffer has been transferred already", "DataCloneError");
  }
  return new Uint8Array(buffer, 0, buffer.byteLength);
}
