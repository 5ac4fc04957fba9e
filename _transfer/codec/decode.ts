import { GraphReader } from "./decode_graph.ts";
import { readPrimitive } from "./decode_primitive.ts";
import { readTree } from "./decode_tree.ts";
import { damaged, Reader } from "./reader.ts";
import { Tag } from "./tags.ts";
import { readUtf16, readUtf8 } from "./text.ts";
import { UINT8_ARRAY, viewClass } from "./views.ts";

let reader: Reader | undefined;

/**
 * The value that encode() has made `bytes` of. They may be a view of shared memory and are read only during the call;
 * nothing that is returned refers to them. `attachments` are those of encode(), in the same order. Throws an Error when
 * the bytes are damaged.
 */
export function decode(bytes: Uint8Array, attachments?: readonly unknown[]): unknown {
  const { length } = bytes;
  if (length === 0) damaged("there are no bytes");
  switch (bytes[0]) {
    case Tag.JSON:
      return JSON.parse(readUtf8(bytes, 1, length));
    case Tag.TEXT:
      return readUtf8(bytes, 1, length);
    case Tag.TEXT16:
      return readUtf16(bytes, 1, length);
  }
  // No code of a user runs meanwhile, so one is enough.
  reader ??= new Reader();
  reader.begin(exactly(bytes), 0, length);
  try {
    return read(reader, attachments);
  } finally {
    reader.finish();
  }
}

function read(reader: Reader, attachments: readonly unknown[] | undefined): unknown {
  const tag = reader.byte();
  switch (tag) {
    case Tag.BYTES:
      return readTyped(reader, UINT8_ARRAY);
    case Tag.TYPED:
      return readTyped(reader, reader.byte());
    case Tag.INTS:
      return reader.int32s(numbers(reader, 4), []);
    case Tag.FLOATS:
      return reader.doubles(numbers(reader, 8), []);
    case Tag.TREE:
      return readTree(reader);
    case Tag.GRAPH:
    case Tag.GRAPH16:
      return new GraphReader(reader, attachments ?? []).read(tag === Tag.GRAPH16);
    default:
      return readPrimitive(tag, reader);
  }
}

function numbers(reader: Reader, size: number): number {
  const count = (reader.end - reader.at) / size;
  return Number.isInteger(count) ? count : damaged("a number is cut off");
}

function readTyped(reader: Reader, kind: number): ArrayBufferView {
  const Class = viewClass(kind);
  return new Class(reader.binary(reader.rest()));
}

/** A node Buffer, say, has a slice() that does not copy. */
function exactly(bytes: Uint8Array): Uint8Array {
  return Object.getPrototypeOf(bytes) === Uint8Array.prototype
    ? bytes
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
