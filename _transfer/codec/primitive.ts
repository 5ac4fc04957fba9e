import { cannotSend } from "../clone_error.ts";
import { Tag } from "./tags.ts";
import type { Writer } from "./writer.ts";

/** Up to this length a loop over the characters is faster than an encoder. */
const SHORT = 48;

/** A whole value that is no object. */
export function writePrimitive(value: unknown, writer: Writer): void {
  switch (typeof value) {
    case "number":
      return writeNumber(value, writer);
    case "string":
      return writeText(value, writer);
    default:
      return writeOther(value, writer);
  }
}

/** There must be room for 16 bytes. */
export function writeNumber(value: number, writer: Writer): void {
  const int = value | 0;
  if (int !== value || (int === 0 && 1 / value < 0)) {
    writer.byte(Tag.FLOAT);
    writer.double(value);
  } else if (int >= 0 && int < 0x80) {
    writer.byte(Tag.SMALL | int);
  } else {
    writer.byte(Tag.INT);
    // Small negative numbers are short, too.
    writer.uint(((int << 1) ^ (int >> 31)) >>> 0);
  }
}

function writeText(text: string, writer: Writer): void {
  const { length } = text;
  if (length <= SHORT && writeAscii(text, writer)) return;
  if (text.isWellFormed()) {
    writer.byte(Tag.TEXT);
    writer.utf8(text);
  } else {
    writer.byte(Tag.TEXT16);
    writer.utf16(text);
  }
}

function writeAscii(text: string, writer: Writer): boolean {
  const { bytes } = writer;
  const { length } = text;
  let all = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    all |= code;
    bytes[i + 1] = code;
  }
  if (all >= 0x80) return false;
  bytes[0] = Tag.TEXT;
  writer.at = length + 1;
  return true;
}

/** undefined, null, a boolean or a bigint. */
export function writeOther(value: unknown, writer: Writer): void {
  switch (typeof value) {
    case "undefined":
      return writer.byte(Tag.UNDEFINED);
    case "boolean":
      return writer.byte(value ? Tag.TRUE : Tag.FALSE);
    case "bigint":
      return writeBigint(value, writer);
    case "object":
      return writer.byte(Tag.NULL);
    default:
      throw new TypeError(`encode: ${cannotSend(value)}`);
  }
}

function writeBigint(value: bigint, writer: Writer): void {
  if (BigInt.asIntN(64, value) === value) {
    writer.byte(Tag.BIGINT);
    writer.bigint64(value);
    return;
  }
  // In hexadecimal the time is proportional to the length.
  const text = value.toString(16);
  writer.byte(Tag.BIGINT_HEX);
  writer.uint(text.length);
  writer.utf8(text);
}
