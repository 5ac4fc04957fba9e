// What a pool sends to a process, and back, besides words: the bytes of frames.
//
//   calls     [0] then for each: length (uint32), bytes as dumps() made them; descriptors only with a single one
//   define    [1] JSON of the message
//   result    as dumps() made it
//   error     as dumps() made it, of [error, parts] from packError()

import type { Parcel } from "../../multiprocessing/reduction.ts";
import type { DefineMessage } from "./lane_message.ts";

const CALLS = 0;
const DEFINE = 1;

/** Calls for one frame. */
export function encodeCalls(calls: readonly Parcel[]): Uint8Array {
  const length = calls.reduce((sum, { bytes }) => sum + 4 + bytes.length, 1);
  const frame = new Uint8Array(length);
  const view = new DataView(frame.buffer);
  frame[0] = CALLS;
  let at = 1;
  for (const { bytes } of calls) {
    view.setUint32(at, bytes.length);
    frame.set(bytes, at + 4);
    at += 4 + bytes.length;
  }
  return frame;
}

/** A function's definition for one frame. */
export function encodeDefine(message: DefineMessage): Uint8Array {
  return new TextEncoder().encode(`${String.fromCharCode(DEFINE)}${JSON.stringify(message)}`);
}

/** What a frame says: the bytes of calls, or a definition. */
export function decodeMessage(frame: Uint8Array): Uint8Array[] | DefineMessage {
  if (frame[0] === DEFINE) return JSON.parse(new TextDecoder().decode(frame.subarray(1)));
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const calls: Uint8Array[] = [];
  for (let at = 1; at < frame.length;) {
    const end = at + 4 + view.getUint32(at);
    calls.push(frame.subarray(at + 4, end));
    at = end;
  }
  return calls;
}
