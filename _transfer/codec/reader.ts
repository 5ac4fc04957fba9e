import { ALIGNMENT, UNCOPIED } from "./writer.ts";

/** Says why bytes can't be decoded. */
export function damaged(what: string): never {
  throw new Error(`decode: ${what}`);
}

/** Up to so many bytes are copied one by one. */
const SHORT = 64;

/** Reads bytes from the front, and never beyond their end. */
export class Reader {
  readonly #double = new Float64Array(1);
  readonly #doubleBytes: Uint8Array = new Uint8Array(this.#double.buffer);
  bytes: Uint8Array = this.#doubleBytes;
  at = 0;
  end = 0;

  begin(bytes: Uint8Array, at: number, end: number): void {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Lets go of the bytes. */
  finish(): void {
    this.bytes = this.#doubleBytes;
  }

  byte(): number {
    if (this.at >= this.end) damaged("it ends too early");
    return this.bytes[this.at++]!;
  }

  uint(): number {
    let byte = this.byte();
    if (byte < 0x80) return byte;
    let value = 0;
    let factor = 1;
    for (; byte >= 0x80; byte = this.byte()) {
      value += (byte & 0x7f) * factor;
      factor *= 0x80;
      if (factor > 2 ** 49) damaged("a number is too large");
    }
    return value + byte * factor;
  }

  /** A zigzag integer of 32 bits. */
  int(): number {
    const value = this.uint();
    return (value >>> 1) ^ -(value & 1);
  }

  uint32(): number {
    return this.#four() >>> 0;
  }

  #four(): number {
    const at = this.skip(4);
    const { bytes } = this;
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }

  double(): number {
    const at = this.skip(8);
    const { bytes } = this;
    const to = this.#doubleBytes;
    for (let i = 0; i < 8; i++) to[i] = bytes[at + i]!;
    return this.#double[0]!;
  }

  bigint64(): bigint {
    const low = BigInt(this.uint32());
    return (BigInt(this.#four()) << 32n) | low;
  }

  /** Steps over so many bytes; returns where they begin. */
  skip(count: number): number {
    const { at } = this;
    if (count > this.end - at) damaged("it ends too early");
    this.at = at + count;
    return at;
  }

  /** For a length: each of what follows takes at least `size` bytes. */
  count(size = 1): number {
    const count = this.uint();
    if (count * size > this.end - this.at) damaged("a length is too large");
    return count;
  }

  /** Number of bytes that are left, but for those that align them. */
  rest(): number {
    const left = this.end - this.at;
    return left < UNCOPIED ? left : left - this.#padding;
  }

  get #padding(): number {
    return -this.at & (ALIGNMENT - 1);
  }

  /** As skip(), for binary data, which is aligned when it is long. */
  skipBinary(length: number): number {
    if (length >= UNCOPIED) this.skip(this.#padding);
    return this.skip(length);
  }

  /** A buffer of its own with the next bytes, which are binary data. */
  binary(length: number): ArrayBuffer {
    const from = this.skipBinary(length);
    if (length < UNCOPIED) return this.#copy(from, length);
    // Other than slice() it does not fill the new memory with zeros before it copies.
    return new Uint8Array(this.bytes.subarray(from, this.at)).buffer;
  }

  // Several times faster than slice() on Deno.
  #copy(from: number, length: number): ArrayBuffer {
    const { bytes } = this;
    const copy = new Uint8Array(length);
    if (length > SHORT) copy.set(bytes.subarray(from, from + length));
    else for (let i = 0; i < length; i++) copy[i] = bytes[from + i]!;
    return copy.buffer;
  }

  int32s(count: number, into: number[]): number[] {
    const data = this.#view(4 * count);
    for (let i = 0; i < count; i++) into.push(data.getInt32(4 * i, true));
    return into;
  }

  doubles(count: number, into: number[]): number[] {
    const data = this.#view(8 * count);
    for (let i = 0; i < count; i++) into.push(data.getFloat64(8 * i, true));
    return into;
  }

  #view(length: number): DataView {
    const { bytes } = this;
    return new DataView(bytes.buffer, bytes.byteOffset + this.skip(length), length);
  }
}
