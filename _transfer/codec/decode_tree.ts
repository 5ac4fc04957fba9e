import { readPrimitive } from "./decode_primitive.ts";
import { define } from "./define.ts";
import { damaged, type Reader } from "./reader.ts";
import { Tag, TREE_BYTES, TREE_ROOM } from "./tags.ts";
import { readUtf16, readUtf8 } from "./text.ts";
import { findShape, readKeys } from "./tree_shapes.ts";

export function readTree(reader: Reader): unknown {
  // So that no depth overflows the stack.
  if (reader.end > TREE_BYTES + TREE_ROOM) damaged("a tree is too large");
  const value = readItem(reader);
  return reader.at === reader.end ? value : damaged("there are bytes left");
}

function readItem(reader: Reader): unknown {
  const tag = reader.byte();
  switch (tag) {
    case Tag.STRING:
      return readText(reader);
    case Tag.STRING16:
      return readWideText(reader);
    case Tag.OBJECT:
      return readObject(reader);
    case Tag.ARRAY:
      return readArray(reader);
    default:
      return readPrimitive(tag, reader);
  }
}

function readText(reader: Reader): string {
  const at = reader.skip(reader.byte());
  return readUtf8(reader.bytes, at, reader.at);
}

function readWideText(reader: Reader): string {
  const at = reader.skip(2 * reader.byte());
  return readUtf16(reader.bytes, at, reader.at);
}

function readArray(reader: Reader): unknown[] {
  const length = reader.byte();
  const array: unknown[] = [];
  for (let i = 0; i < length; i++) array.push(readItem(reader));
  return array;
}

function readObject(reader: Reader): object {
  const length = reader.byte();
  if (length === 0) return {};
  const at = reader.skip(length);
  const shape = findShape(reader.bytes, at, length);
  if (shape === undefined) return readRare(reader, readKeys(reader.bytes, at, reader.at));
  const { keys, template } = shape;
  const object = { ...template };
  for (let i = 0; i < keys.length; i++) object[keys[i]!] = readItem(reader);
  return object;
}

function readRare(reader: Reader, keys: readonly string[]): object {
  const object = {};
  for (const key of keys) define(object, key, readItem(reader));
  return object;
}
