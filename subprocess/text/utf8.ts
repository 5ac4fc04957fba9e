import { behindMark, type Codec, type Decode, loneSurrogate, withMark } from "./codec.ts";

const MARK = [0xef, 0xbb, 0xbf];

/** A byte order mark is a character like any other. */
export const utf8: Codec = { name: "utf-8", decoding, encoding };

/** A byte order mark is skipped, and written. */
export const utf8Sig: Codec = {
  name: "utf-8-sig",
  decoding: () => {
    const decode = decoding();
    return behindMark([[MARK, decode]], decode)();
  },
  encoding: () => withMark(MARK, encoding())(),
};

function encoding() {
  const encoder = new TextEncoder();
  return { unencodable: loneSurrogate, encode: (text: string) => encoder.encode(text) };
}

function decoding(): Decode {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return (bytes, from, last, errors) => {
    const end = last ? bytes.length : bytes.length - unfinished(bytes);
    // Once some bytes are known to be wrong others may be, and a try for each would take square time.
    if (from === 0 || errors === "replace") {
      const text = decoder.decode(bytes.subarray(from, end));
      // A decoder that throws takes five times as long as a look for what stands for wrong bytes.
      if (errors === "replace" || !text.includes("\ufffd")) return { text, at: end, wrong: 0 };
    }
    const at = firstWrong(bytes, from, end);
    const text = decoder.decode(bytes.subarray(from, at));
    if (at === end) return { text, at, wrong: 0 };
    const right = beginning(bytes, at, end);
    const truncated = last && right > 0 && at + right === end;
    return { text, at, wrong: Math.max(1, right), truncated };
  };
}

/** How many bytes at the end are the beginning of a character. */
function unfinished(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back]!;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const right = beginning(bytes, length - back, length);
    return right === back && right < size(byte) ? back : 0;
  }
  return 0;
}

/** How many bytes a character with this first byte has; 0: there is none. */
function size(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}

/** How many bytes from `at` are a character, or the beginning of one. */
function beginning(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  const whole = size(first);
  // The second byte rules out surrogates, numbers that are too large, and forms that are too long.
  let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  let right = Math.min(1, whole);
  while (right < whole && at + right < end) {
    const byte = bytes[at + right]!;
    if (byte < low || byte > high) break;
    low = 0x80;
    high = 0xbf;
    right++;
  }
  return right;
}

function firstWrong(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const first = bytes[at]!;
    if (first < 0x80) at++;
    else {
      const right = beginning(bytes, at, end);
      if (right === 0 || right < size(first)) return at;
      at += right;
    }
  }
  return at;
}
