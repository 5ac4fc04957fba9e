import { Seen } from "./seen.ts";
import { utf8Encoder } from "./text.ts";

/** A value as bytes. */
export interface Encoded {
  /** Total number of bytes. */
  readonly byteLength: number;
  /**
   * The bytes, piece after piece. Small pieces are views of scratch memory, valid until the next encode() of this
   * thread; large binary data is a view of the value's own buffer.
   */
  readonly pieces: readonly Uint8Array[];
  /**
   * What can't be bytes, in the order of its first occurrence: SharedArrayBuffers (also those behind typed arrays),
   * MessagePorts and other objects of the platform.
   */
  readonly attachments: object[] | undefined;
}

const INITIAL = 4096;
/** Larger memory is not kept for the next value. */
const KEPT = 1 << 20;
/** Binary data from this size on is not copied, and is aligned. */
export const UNCOPIED = 2048;
/** From the first byte of all. Unaligned, Deno takes ten times as long to copy it into shared memory or out of it. */
export const ALIGNMENT = 8;
const CACHED = 256;
/** Longer text gets memory of its own. */
const TEXT_LIMIT = 1 << 16;

interface Cut {
  /** What of the scratch memory comes before the piece. */
  readonly at: number;
  readonly piece: Uint8Array;
}

/** Scratch memory that a value is written to, and the pieces that stay where they are. */
export class Writer {
  bytes!: Uint8Array;
  at = 0;
  readonly seen: Seen = new Seen();
  /** All but the first byte, where the text of a whole value goes. */
  #body!: Uint8Array;
  #data!: DataView;
  #cuts: Cut[] = [];
  /** Bytes of all the pieces that were cut in. */
  #uncopied = 0;
  /** What is short is always the same piece of memory, so it need not be made anew each time. */
  #short!: (Encoded | undefined)[];

  constructor() {
    this.#allocate(INITIAL);
  }

  begin(): void {
    if (this.bytes.length > KEPT) this.#allocate(INITIAL);
    if (this.#cuts.length > 0) this.#cuts = [];
    this.at = 0;
    this.#uncopied = 0;
  }

  #allocate(size: number): void {
    const old = this.bytes as Uint8Array | undefined;
    this.bytes = new Uint8Array(size);
    if (old !== undefined && this.at > 0) this.bytes.set(old.subarray(0, this.at));
    this.#body = this.bytes.subarray(1);
    this.#data = new DataView(this.bytes.buffer);
    this.#short = new Array(CACHED).fill(undefined);
  }

  /** Makes sure that so many bytes can be written. */
  reserve(count: number): void {
    const needed = this.at + count;
    if (needed > this.bytes.length) this.#allocate(Math.max(needed, this.bytes.length * 2));
  }

  /** The room for it must have been reserved, as for uint() and double(). */
  byte(value: number): void {
    this.bytes[this.at++] = value;
  }

  /** An integer from 0 to 2 ** 53. */
  uint(value: number): void {
    while (value >= 0x80) {
      this.bytes[this.at++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    this.bytes[this.at++] = value;
  }

  uint32(at: number, value: number): void {
    this.#data.setUint32(at, value, true);
  }

  double(value: number): void {
    this.#data.setFloat64(this.at, value, true);
    this.at += 8;
  }

  int32s(values: readonly number[]): void {
    const { length } = values;
    this.reserve(4 * length);
    const data = this.#data;
    const { at } = this;
    for (let i = 0; i < length; i++) data.setInt32(at + 4 * i, values[i]!, true);
    this.at = at + 4 * length;
  }

  doubles(values: readonly number[]): void {
    const { length } = values;
    this.reserve(8 * length);
    const data = this.#data;
    const { at } = this;
    for (let i = 0; i < length; i++) data.setFloat64(at + 8 * i, values[i]!, true);
    this.at = at + 8 * length;
  }

  bigint64(value: bigint): void {
    this.#data.setBigInt64(this.at, value, true);
    this.at += 8;
  }

  /** Binary data; what is large is not copied. */
  binary(piece: Uint8Array): void {
    const { length } = piece;
    if (length >= UNCOPIED) {
      this.#align();
      this.#cut(piece);
      return;
    }
    this.reserve(length);
    this.bytes.set(piece, this.at);
    this.at += length;
  }

  #cut(piece: Uint8Array): void {
    this.#cuts.push({ at: this.at, piece });
    this.#uncopied += piece.length;
  }

  #align(): void {
    const count = -(this.at + this.#uncopied) & (ALIGNMENT - 1);
    this.reserve(count);
    for (let i = 0; i < count; i++) this.byte(0);
  }

  /** UTF-8 without its length; returns its number of bytes. */
  utf8(text: string): number {
    const { length } = text;
    if (length > TEXT_LIMIT) {
      const piece = utf8Encoder().encode(text);
      this.#cut(piece);
      return piece.length;
    }
    this.reserve(3 * length);
    const target = this.at === 1 ? this.#body : this.bytes.subarray(this.at);
    const { written } = utf8Encoder().encodeInto(text, target);
    this.at += written;
    return written;
  }

  /** Two bytes a character, whatever they are. */
  utf16(text: string): void {
    this.reserve(2 * text.length);
    const { bytes } = this;
    let { at } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      bytes[at++] = code;
      bytes[at++] = code >> 8;
    }
    this.at = at;
  }

  finish(attachments?: object[]): Encoded {
    if (this.#cuts.length > 0) return this.#pieces(attachments);
    const length = this.at;
    if (length >= CACHED || attachments !== undefined) {
      return { byteLength: length, pieces: [this.bytes.subarray(0, length)], attachments };
    }
    return this.#short[length] ??= {
      byteLength: length,
      pieces: [this.bytes.subarray(0, length)],
      attachments: undefined,
    };
  }

  #pieces(attachments: object[] | undefined): Encoded {
    const pieces: Uint8Array[] = [];
    let from = 0;
    let byteLength = this.at;
    for (const { at, piece } of this.#cuts) {
      if (at > from) pieces.push(this.bytes.subarray(from, at));
      pieces.push(piece);
      byteLength += piece.length;
      from = at;
    }
    if (this.at > from) pieces.push(this.bytes.subarray(from, this.at));
    return { byteLength, pieces, attachments };
  }
}
