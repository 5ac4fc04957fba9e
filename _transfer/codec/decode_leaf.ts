import type { GraphReader } from "./decode_graph.ts";
import { damaged } from "./reader.ts";
import { Tag } from "./tags.ts";
import { viewClass } from "./views.ts";

export function readLeaf(tag: number, graph: GraphReader): object {
  const { reader } = graph;
  switch (tag) {
    case Tag.DATE:
      return new Date(reader.double());
    case Tag.REGEXP:
      return new RegExp(text(graph), text(graph));
    case Tag.BOX:
      return readBox(graph);
    case Tag.BUFFER:
      return reader.binary(reader.count());
    case Tag.RESIZABLE_BUFFER:
      return readResizable(graph);
    case Tag.VIEW:
    case Tag.TRACKING_VIEW:
      return readView(graph, tag === Tag.TRACKING_VIEW);
    case Tag.ATTACHMENT:
      return readAttachment(graph);
    default:
      return damaged(`there is nothing with the tag ${tag}`);
  }
}

function text(graph: GraphReader): string {
  const value = graph.value();
  return typeof value === "string" ? value : damaged("a text is missing");
}

function readBox(graph: GraphReader): object {
  const value = graph.value();
  return typeof value === "object" || value === undefined
    ? damaged("a primitive is missing")
    : Object(value);
}

function readResizable(graph: GraphReader): ArrayBuffer {
  const { reader } = graph;
  const maxByteLength = reader.uint();
  const length = reader.count();
  const at = reader.skipBinary(length);
  const buffer = new ArrayBuffer(length, { maxByteLength });
  new Uint8Array(buffer).set(reader.bytes.subarray(at, at + length));
  return buffer;
}

function readView(graph: GraphReader, tracking: boolean): ArrayBufferView {
  const { reader } = graph;
  const Class = viewClass(reader.byte());
  const byteOffset = reader.uint();
  const length = tracking ? undefined : reader.uint();
  const buffer = graph.value();
  if (!(buffer instanceof ArrayBuffer) && !isShared(buffer)) damaged("a buffer is missing");
  return new Class(buffer, byteOffset, length);
}

function isShared(value: unknown): value is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer;
}

function readAttachment(graph: GraphReader): object {
  const value = graph.attachments[graph.reader.uint()];
  return typeof value === "object" && value !== null ? value : damaged("an attachment is missing");
}
