import { encodeGraph } from "./encode_graph.ts";
import { writeNumbers } from "./numbers.ts";
import { isPlain } from "./plain.ts";
import { PACKED, Tag } from "./tags.ts";
import { bytesOf, UINT8_ARRAY, viewKind } from "./views.ts";
import type { Encoded, Writer } from "./writer.ts";

export function encodeObject(value: object, writer: Writer): Encoded {
  if (Array.isArray(value) && value.length >= PACKED) {
    if (writeNumbers(value, writer, Tag.INTS, Tag.FLOATS, false)) return writer.finish();
  } else if (ArrayBuffer.isView(value)) {
    if (encodeWholeView(value, writer)) return writer.finish();
  }
  if (isPlain(value, writer.seen)) return encodeJson(value, writer);
  writer.seen.clear();
  return encodeGraph(value, writer);
}

function encodeJson(value: object, writer: Writer): Encoded {
  const text = JSON.stringify(value);
  writer.byte(Tag.JSON);
  writer.utf8(text);
  return writer.finish();
}

/** A view that covers all of a buffer that can't be resized. */
function encodeWholeView(view: ArrayBufferView, writer: Writer): boolean {
  const { buffer } = view;
  if (!(buffer instanceof ArrayBuffer) || buffer.resizable) return false;
  const bytes = bytesOf(buffer);
  if (bytes.length !== view.byteLength) return false;
  const kind = viewKind(view);
  if (kind < 0) return false;
  if (kind === UINT8_ARRAY) writer.byte(Tag.BYTES);
  else {
    writer.byte(Tag.TYPED);
    writer.byte(kind);
  }
  writer.binary(bytes);
  return true;
}
