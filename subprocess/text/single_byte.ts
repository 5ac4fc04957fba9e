import type { Codec, Decode, Encoding } from "./codec.ts";
import { NONE, type Table, webTable } from "./tables.ts";

/**
 * An encoding whose characters are a byte each, by its table. `similar` is an encoding of the Web that has most of them
 * in common. The tables are asked for when they are first used.
 */
export function singleByte(name: string, table: () => Table, similar: string): Codec {
  return {
    name,
    decoding: () => decoding(table(), similar),
    encoding: () => encoding(table()),
  };
}

function decoding(table: Table, similar: string): Decode {
  const units = new TextDecoder("utf-16le", { ignoreBOM: true });
  const native = new TextDecoder(similar);
  const nativeTable = webTable(similar);
  const same = Uint8Array.from(
    table,
    (unit, byte) => Number(unit !== NONE && unit === nativeTable[byte]),
  );
  return (bytes, from, _last, errors) => {
    // The platform's decoder is several times quicker.
    if (from === 0 && areAll(same, bytes)) {
      return { text: native.decode(bytes), at: bytes.length, wrong: 0 };
    }
    const result = new Uint16Array(bytes.length - from);
    const text = (length: number) => units.decode(result.subarray(0, length));
    let length = 0;
    for (let at = from; at < bytes.length; at++) {
      const unit = table[bytes[at]!]!;
      if (unit !== NONE) result[length++] = unit;
      else if (errors === "replace") result[length++] = 0xfffd;
      else if (errors === "strict") return { text: text(length), at, wrong: 1 };
    }
    return { text: text(length), at: bytes.length, wrong: 0 };
  };
}

function areAll(flags: Uint8Array, bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    if (flags[bytes[i]!] === 0) return false;
  }
  return true;
}

function encoding(table: Table): Encoding {
  const bytes = new Map<number, number>();
  table.forEach((unit, byte) => {
    if (unit !== NONE && !bytes.has(unit)) bytes.set(unit, byte);
  });
  return {
    unencodable(text, from) {
      for (let i = from; i < text.length; i++) {
        if (!bytes.has(text.charCodeAt(i))) return i;
      }
      return -1;
    },
    encode(text) {
      const result = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) result[i] = bytes.get(text.charCodeAt(i))!;
      return result;
    },
  };
}
