// An item of a ShareableList as bytes, in the forms of Python's struct module.

/** What a ShareableList can hold; a number without fraction is Python's int, any other its float. */
export type ShareableItem = number | bigint | boolean | string | Uint8Array | null | undefined;

export const INT = "q";
export const FLOAT = "d";
export const BOOLEAN = "xxxxxxx?";
export const NONE = "xxxxxx?x";
const BOOLEAN_AT = 7;

/** How the bytes of an item are to be understood, beside its form. */
export const Back = { PLAIN: 0, TEXT: 1, BYTES: 2, NONE: 3 } as const;

export interface EncodedItem {
  /** Undefined for a text or bytes: their form is the size of the slot. */
  readonly form: string | undefined;
  readonly back: number;
  readonly bytes: Uint8Array;
}

/** `who` says whose item it is. */
export function encodeItem(item: unknown, who: string): EncodedItem {
  if (item === null || item === undefined) {
    return { form: NONE, back: Back.NONE, bytes: new Uint8Array(8) };
  }
  if (typeof item === "string") {
    // Which Python can't encode, either.
    if (!item.isWellFormed()) {
      throw new RangeError(`${who} has a lone surrogate, got ${JSON.stringify(item)}`);
    }
    return { form: undefined, back: Back.TEXT, bytes: new TextEncoder().encode(item) };
  }
  if (item instanceof Uint8Array) return { form: undefined, back: Back.BYTES, bytes: item };
  const bytes = new Uint8Array(8);
  return { form: encodeNumber(item, new DataView(bytes.buffer), who), back: Back.PLAIN, bytes };
}

function encodeNumber(item: unknown, view: DataView, who: string): string {
  if (typeof item === "boolean") {
    view.setUint8(BOOLEAN_AT, Number(item));
    return BOOLEAN;
  }
  if (typeof item === "bigint") {
    if (BigInt.asIntN(64, item) !== item) {
      throw new RangeError(`${who} must fit into 64 bits, got ${item}`);
    }
    view.setBigInt64(0, item, true);
    return INT;
  }
  if (typeof item !== "number") {
    throw new TypeError(
      `${who} must be a number, a bigint, a boolean, a string, a Uint8Array or null, got ${typeof item}`,
    );
  }
  if (Number.isSafeInteger(item) && !Object.is(item, -0)) {
    view.setBigInt64(0, BigInt(item), true);
    return INT;
  }
  view.setFloat64(0, item, true);
  return FLOAT;
}

/** `slot` holds what encodeItem has made, and perhaps zeros after it; undefined for a form that is none. */
export function decodeItem(form: string, back: number, slot: Uint8Array): ShareableItem {
  if (back === Back.NONE) return null;
  const bytes = back === Back.PLAIN ? slot : withoutZeros(slot);
  if (back === Back.TEXT) return decodeText(bytes);
  if (back === Back.BYTES) return bytes.slice();
  const view = new DataView(slot.buffer, slot.byteOffset, slot.byteLength);
  switch (form) {
    case INT: {
      const int = view.getBigInt64(0, true);
      const number = Number(int);
      return Number.isSafeInteger(number) ? number : int;
    }
    case FLOAT:
      return view.getFloat64(0, true);
    case BOOLEAN:
      return view.getUint8(BOOLEAN_AT) !== 0;
  }
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

let decoder: TextDecoder | undefined;

function decodeText(bytes: Uint8Array): string {
  decoder ??= new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return decoder.decode(bytes);
}

/** Whether two items are the same value, whatever holds it. */
export function sameItem(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array) {
    return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i]);
  }
  if (typeof a === "bigint" || typeof b === "bigint") {
    const numeric = (item: unknown) => typeof item === "bigint" || typeof item === "number";
    // deno-lint-ignore eqeqeq
    return numeric(a) && numeric(b) && a == b;
  }
  return (a ?? null) === (b ?? null);
}
