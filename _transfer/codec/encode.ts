import { encodeObject } from "./encode_object.ts";
import { writeTree } from "./encode_tree.ts";
import { writePrimitive } from "./primitive.ts";
import { type Encoded, Writer } from "./writer.ts";

export type { Encoded } from "./writer.ts";

/** Undefined while it is in use: a getter inside a value may encode something, too. */
let spare: Writer | undefined;

/** The value as bytes. */
export function encode(value: unknown): Encoded {
  return encodeTree(value) ?? encodeOther(value);
}

/** The same if it is a small tree, in which nothing needs to be packed. */
export function encodeTree(value: unknown): Encoded | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const writer = begin();
  try {
    return writeTree(value, writer) ? writer.finish() : undefined;
  } finally {
    end(writer);
  }
}

/** The same if it is anything else. */
export function encodeOther(value: unknown): Encoded {
  const writer = begin();
  try {
    if (typeof value === "object" && value !== null) return encodeObject(value, writer);
    writePrimitive(value, writer);
    return writer.finish();
  } finally {
    end(writer);
  }
}

function begin(): Writer {
  const writer = spare ?? new Writer();
  spare = undefined;
  writer.begin();
  return writer;
}

function end(writer: Writer): void {
  writer.seen.clear();
  spare = writer;
}

/** Copies all pieces to `target`, which may be shared memory, at `offset`. */
export function writeTo(encoded: Encoded, target: Uint8Array, offset: number): void {
  const { pieces, byteLength } = encoded;
  let at = offset;
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]!;
    // A large buffer was not copied, so somebody can have transferred it since.
    if (piece.length === 0) break;
    target.set(piece, at);
    at += piece.length;
  }
  if (at - offset !== byteLength) {
    throw new DOMException("an ArrayBuffer was transferred while it was sent", "DataCloneError");
  }
}

/** The same in memory of its own, so that it stays valid. */
export function detach(encoded: Encoded): Encoded {
  const { byteLength, attachments } = encoded;
  const bytes = new Uint8Array(byteLength);
  writeTo(encoded, bytes, 0);
  return { byteLength, pieces: [bytes], attachments };
}
