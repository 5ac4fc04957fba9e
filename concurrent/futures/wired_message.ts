// What a pool and a process exchange where they share no memory; each has words of its own, see lane_words.ts, and the
// pool has told the process of one call at a time.
//
//   call      [0] function (uint32), call word (int32), the numbers of the slot, bytes as dumps() made them, if any
//   define    [1] JSON of the message
//   close     [2]
//
//   result    [0] outcome (uint8), number, bytes as dumps() made them, if any
//   failed    [1] the error of the initializer

import { argumentIndex, callIndex, functionIndex, INLINE_ARGS } from "./lane_words.ts";
import { type LaneWords, numberIndex, outcomeIndex } from "./lane_words.ts";

export const CALL = 0;
export const CLOSE_FRAME = 2;
export const RESULT = 0;
export const FAILURE = 1;

const CALL_HEAD = 9 + 8 * INLINE_ARGS;
const RESULT_HEAD = 10;

/** The call in a slot. */
export function encodeCall(
  { words, numbers }: LaneWords,
  sequence: number,
  bytes: Uint8Array | undefined,
): Uint8Array {
  const frame = new Uint8Array(CALL_HEAD + (bytes?.length ?? 0));
  const view = new DataView(frame.buffer);
  frame[0] = CALL;
  view.setUint32(1, words[functionIndex(sequence)]!);
  view.setInt32(5, words[callIndex(sequence)]!);
  const first = argumentIndex(sequence);
  for (let i = 0; i < INLINE_ARGS; i++) view.setFloat64(9 + 8 * i, numbers[first + i]!);
  if (bytes !== undefined) frame.set(bytes, CALL_HEAD);
  return frame;
}

/** Puts the call into a slot; the bytes that came with it. */
export function decodeCall(
  { words, numbers }: LaneWords,
  sequence: number,
  frame: Uint8Array,
): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset);
  words[functionIndex(sequence)] = view.getUint32(1);
  words[callIndex(sequence)] = view.getInt32(5);
  const first = argumentIndex(sequence);
  for (let i = 0; i < INLINE_ARGS; i++) numbers[first + i] = view.getFloat64(9 + 8 * i);
  return frame.subarray(CALL_HEAD);
}

/** The result in a slot. */
export function encodeResult(
  { words, numbers }: LaneWords,
  sequence: number,
  bytes: Uint8Array | undefined,
): Uint8Array {
  const frame = new Uint8Array(RESULT_HEAD + (bytes?.length ?? 0));
  frame[0] = RESULT;
  frame[1] = words[outcomeIndex(sequence)]!;
  new DataView(frame.buffer).setFloat64(2, numbers[numberIndex(sequence)]!);
  if (bytes !== undefined) frame.set(bytes, RESULT_HEAD);
  return frame;
}

/** Puts the result into a slot; the bytes that came with it. */
export function decodeResult(
  { words, numbers }: LaneWords,
  sequence: number,
  frame: Uint8Array,
): Uint8Array {
  words[outcomeIndex(sequence)] = frame[1]!;
  numbers[numberIndex(sequence)] = new DataView(frame.buffer, frame.byteOffset).getFloat64(2);
  return frame.subarray(RESULT_HEAD);
}

/** The error of an initializer. */
export function encodeFailure(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(1 + bytes.length);
  frame[0] = FAILURE;
  frame.set(bytes, 1);
  return frame;
}
