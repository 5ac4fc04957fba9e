import { cannotSend } from "../clone_error.ts";
import type { GraphWriter } from "./encode_graph.ts";
import { Tag } from "./tags.ts";
import { inBounds, Tracking, trackingOf } from "./tracking.ts";
import { bytesOf, viewKind, viewLength } from "./views.ts";

/** An object that structured clone knows from inside. */
export function writeLeaf(value: object, graph: GraphWriter): void {
  const { writer } = graph;
  if (ArrayBuffer.isView(value)) return writeView(value, graph);
  if (value instanceof Date) {
    writer.byte(Tag.DATE);
    return writer.double(Date.prototype.getTime.call(value));
  }
  if (value instanceof ArrayBuffer) return writeBuffer(value, graph);
  if (value instanceof RegExp) {
    writer.byte(Tag.REGEXP);
    graph.value(String(value.source));
    return graph.value(String(value.flags));
  }
  if (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer) {
    return graph.attachment(value);
  }
  writer.byte(Tag.BOX);
  graph.value(unbox(value));
}

function unbox(value: object): unknown {
  if (value instanceof Number) return Number.prototype.valueOf.call(value);
  if (value instanceof String) return String.prototype.valueOf.call(value);
  if (value instanceof Boolean) return Boolean.prototype.valueOf.call(value);
  if (value instanceof BigInt) return BigInt.prototype.valueOf.call(value);
  throw new TypeError(`encode: ${cannotSend(value)}`);
}

function writeBuffer(buffer: ArrayBuffer, graph: GraphWriter): void {
  const { writer } = graph;
  const bytes = bytesOf(buffer);
  if (buffer.resizable) {
    writer.byte(Tag.RESIZABLE_BUFFER);
    writer.uint(buffer.maxByteLength);
  } else writer.byte(Tag.BUFFER);
  writer.uint(bytes.length);
  writer.binary(bytes);
}

function writeView(view: ArrayBufferView, graph: GraphWriter): void {
  const { writer } = graph;
  const { buffer } = view;
  if (!inBounds(view)) {
    throw new DOMException("the ArrayBuffer is detached, or too short now", "DataCloneError");
  }
  const kind = viewKind(view);
  if (kind < 0) throw new TypeError(`encode: ${cannotSend(view)}`);
  const tracking = trackingOf(view);
  // A view that may grow with shared memory is for structured clone, which knows.
  if (tracking === Tracking.UNKNOWN) return graph.attachment(view);
  writer.byte(tracking === Tracking.YES ? Tag.TRACKING_VIEW : Tag.VIEW);
  writer.byte(kind);
  writer.uint(view.byteOffset);
  if (tracking === Tracking.NO) writer.uint(viewLength(view));
  graph.value(buffer);
}

// Their tag has a point in it, so they are not found among the globals.
export function isWebAssembly(value: object): boolean {
  return Object.prototype.toString.call(value).startsWith("[object WebAssembly.");
}
