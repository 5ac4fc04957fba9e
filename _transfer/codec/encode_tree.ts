import { ownCount } from "./own_count.ts";
import { writeNumber, writeOther } from "./primitive.ts";
import { PACKED, Tag, TREE_BYTES, TREE_ROOM } from "./tags.ts";
import type { Writer } from "./writer.ts";

/** Of a text or of all keys of an object: their length is one byte. */
const TEXT = 0x7f;

/** The keys of the objects that are being written, each object's behind those of the one it is in. */
const keys: string[] = [];
let keyCount = 0;

/**
 * Writes a small tree of plain objects and arrays, and says whether it is one; what has been written is worth nothing
 * if not.
 */
export function writeTree(value: object, writer: Writer): boolean {
  // What is inherited would be met as if it were the object's own.
  for (const _ in Object.prototype) return false;
  writer.reserve(TREE_BYTES + TREE_ROOM);
  writer.byte(Tag.TREE);
  const from = keyCount;
  try {
    return writeContainer(value, writer);
  } finally {
    keyCount = from;
  }
}

function writeContainer(value: object, writer: Writer): boolean {
  if (writer.seen.add(value) >= 0) return false;
  const prototype = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    return prototype === Array.prototype && writeArray(value, writer);
  }
  return (prototype === Object.prototype || prototype === null) && writeObject(value, writer);
}

function writeArray(array: unknown[], writer: Writer): boolean {
  const { length } = array;
  if (length >= PACKED) return false;
  writer.byte(Tag.ARRAY);
  writer.byte(length);
  for (let i = 0; i < length; i++) {
    const item = array[i];
    // It may be a hole.
    if (item === undefined || !writeItem(item, writer)) return false;
  }
  return ownCount(array) === length;
}

function writeObject(object: object, writer: Writer): boolean {
  writer.byte(Tag.OBJECT);
  const at = writer.at;
  writer.at++;
  const from = keyCount;
  for (const key in object) {
    keys[keyCount++] = key;
    if (!writeAscii(key, writer)) return false;
  }
  const length = writer.at - at - 1;
  if (length > TEXT) return false;
  writer.bytes[at] = length;
  const end = keyCount;
  let next = from;
  for (const key in object) {
    // A getter may have changed what there is.
    if (next === end || key !== keys[next++]) return false;
    if (!writeItem((object as Record<string, unknown>)[key], writer)) return false;
  }
  keyCount = from;
  return next === end;
}

function writeItem(item: unknown, writer: Writer): boolean {
  if (writer.at > TREE_BYTES) return false;
  switch (typeof item) {
    case "string":
      return writeText(item, writer);
    case "number":
      writeNumber(item, writer);
      return true;
    case "object":
      if (item !== null) return writeContainer(item, writer);
      writer.byte(Tag.NULL);
      return true;
    case "boolean":
    case "undefined":
      writeOther(item, writer);
      return true;
    default:
      return false;
  }
}

function writeText(text: string, writer: Writer): boolean {
  const { at } = writer;
  writer.byte(Tag.STRING);
  if (writeAscii(text, writer)) return true;
  if (text.length > TEXT) return false;
  writer.at = at;
  writer.byte(Tag.STRING16);
  writer.byte(text.length);
  writer.utf16(text);
  return true;
}

function writeAscii(text: string, writer: Writer): boolean {
  const { length } = text;
  if (length > TEXT || writer.at > TREE_BYTES) return false;
  const { bytes } = writer;
  let { at } = writer;
  bytes[at++] = length;
  let all = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    all |= code;
    bytes[at++] = code;
  }
  writer.at = at;
  return all < 0x80;
}
