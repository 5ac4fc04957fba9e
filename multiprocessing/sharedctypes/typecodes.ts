// Letters of Python's array module, and what stands behind them in shared memory.
//
// | letter | holds                        | as                                                       |
// | ------ | ---------------------------- | -------------------------------------------------------- |
// | b B    | 8 bits, signed and unsigned  | a number; what is outside wraps round, as in C           |
// | h H    | 16 bits                      | likewise                                                 |
// | i I    | 32 bits                      | likewise                                                 |
// | l L    | 32 bits, as on Windows       | a number; what is outside is refused, as Python on Linux has 64 bits: use q Q for these |
// | q Q    | 64 bits                      | a bigint; what is outside wraps round                    |
// | f d    | 32 and 64 bits               | a number                                                 |
// | c      | a byte                       | a character up to U+00FF; in arrays a number             |
// | u      | a UTF-16 unit                | a character of one unit; in arrays a number              |

/** Letters of Python's array module; c: one byte, u: one UTF-16 unit. */
export type TypeCode =
  | "b"
  | "B"
  | "h"
  | "H"
  | "i"
  | "I"
  | "l"
  | "L"
  | "q"
  | "Q"
  | "f"
  | "d"
  | "u"
  | "c";

/** What a Value of that letter holds. */
export type ValueOf<C extends TypeCode> = C extends "q" | "Q" ? bigint
  : C extends "c" | "u" ? string
  : number;

/** What an element of an Array of that letter is. */
export type ElementOf<C extends TypeCode> = C extends "q" | "Q" ? bigint : number;

/** Typed arrays, as far as they are used here. */
export type Numbers =
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** The class of a typed array. */
export interface NumbersConstructor {
  /** Over a part of a buffer: `length` elements from `byteOffset` on. */
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): Numbers;
  /** Its name, "Int32Array" for instance. */
  readonly name: string;
  /** Bytes of an element. */
  readonly BYTES_PER_ELEMENT: number;
}

/** Python's typecode_to_type: the typed array behind each letter. */
export const typecodeToType: Readonly<Record<TypeCode, NumbersConstructor>> = {
  b: Int8Array,
  B: Uint8Array,
  h: Int16Array,
  H: Uint16Array,
  i: Int32Array,
  I: Uint32Array,
  l: Int32Array,
  L: Uint32Array,
  q: BigInt64Array,
  Q: BigUint64Array,
  f: Float32Array,
  d: Float64Array,
  u: Uint16Array,
  c: Uint8Array,
};

/** Throws TypeError for what is no letter. */
export function checkTypeCode(code: unknown, who: string): asserts code is TypeCode {
  if (typeof code === "string" && Object.hasOwn(typecodeToType, code)) return;
  throw new TypeError(
    `${who}: typecode must be one of ${Object.keys(typecodeToType).join(" ")}, got ${show(code)}`,
  );
}

/** What is written for a value; TypeError or RangeError when there is nothing like it. */
export function stored(code: TypeCode, value: unknown, who: string): number | bigint {
  switch (code) {
    case "f":
    case "d":
      if (typeof value !== "number" && typeof value !== "bigint") break;
      return Number(value);
    case "q":
    case "Q":
      return BigInt(integer(code, value, who));
    case "l":
      return within(code, integer(code, value, who), -(2 ** 31), 2 ** 31 - 1, who);
    case "L":
      return within(code, integer(code, value, who), 0, 2 ** 32 - 1, who);
    case "c":
      return character(code, value, 0xff, who);
    case "u":
      return character(code, value, 0xffff, who);
    default: {
      const whole = integer(code, value, who);
      return typeof whole === "bigint" ? Number(BigInt.asIntN(32, whole)) : whole;
    }
  }
  throw new TypeError(`${who}: a value of type "${code}" must be a number, got ${show(value)}`);
}

/** What a value is that was read. */
export function loaded(code: TypeCode, value: number | bigint): number | bigint | string {
  return code === "c" || code === "u" ? String.fromCharCode(value as number) : value;
}

function integer(code: TypeCode, value: unknown, who: string): number | bigint {
  if (typeof value === "bigint" || Number.isInteger(value)) return value as number | bigint;
  throw new TypeError(`${who}: a value of type "${code}" must be an integer, got ${show(value)}`);
}

function within(
  code: TypeCode,
  value: number | bigint,
  least: number,
  most: number,
  who: string,
): number {
  if (value >= least && value <= most) return Number(value);
  const long = code === "l" ? "q" : "Q";
  throw new RangeError(
    `${who}: a value of type "${code}" must be from ${least} to ${most}, got ${value}; ` +
      `"${long}" has 64 bits`,
  );
}

function character(code: TypeCode, value: unknown, most: number, who: string): number {
  const unit = typeof value === "string" && value.length === 1 ? value.charCodeAt(0) : value;
  if (!Number.isInteger(unit)) {
    throw new TypeError(
      `${who}: a value of type "${code}" must be a character or its code, got ${show(value)}`,
    );
  }
  if (unit as number >= 0 && unit as number <= most) return unit as number;
  throw new RangeError(
    `${who}: a value of type "${code}" must be a character from 0 to ${most}, got ${show(value)}`,
  );
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
