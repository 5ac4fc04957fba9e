// Made on first use: nothing is made when a module is imported.
let encoder: TextEncoder | undefined;
let decoder: TextDecoder | undefined;

export function utf8Encoder(): TextEncoder {
  return encoder ??= new TextEncoder();
}

/** Shorter than this, characters are put together one by one. */
const TINY = 12;
/** Up to this many bytes are copied one by one, to an array of just their length. */
const SHORT = 128;

/** One array for each length: making a view, above all of shared memory, takes longer than to copy so little. */
const copies: (Uint8Array | undefined)[] = [];

export function readUtf8(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length <= TINY) {
    const text = readAscii(bytes, start, end);
    if (text !== undefined) return text;
  }
  // A byte order mark is a character like others.
  decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
  if (length <= SHORT) {
    const copy = copies[length] ??= new Uint8Array(length);
    for (let i = 0; i < length; i++) copy[i] = bytes[start + i]!;
    return decoder.decode(copy);
  }
  return decoder.decode(bytes.subarray(start, end));
}

function readAscii(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = "";
  for (let i = start; i < end; i++) {
    const code = bytes[i]!;
    if (code >= 0x80) return undefined;
    text += String.fromCharCode(code);
  }
  return text;
}

const CHUNK = 4096;

export function readUtf16(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at + 1 < end;) {
    const codes: number[] = [];
    for (; codes.length < CHUNK && at + 1 < end; at += 2) {
      codes.push(bytes[at]! | (bytes[at + 1]! << 8));
    }
    text += String.fromCharCode(...codes);
  }
  return text;
}
