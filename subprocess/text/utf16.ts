import {
  type ByteOrder,
  type Codec,
  type Decode,
  type Encoding,
  loneSurrogate,
  orderedCodecs,
} from "./codec.ts";

const codecs = orderedCodecs("utf-16", [0xff, 0xfe], decoding, encoding);

export const utf16le: Codec = codecs.little;
export const utf16be: Codec = codecs.big;
export const utf16: Codec = codecs.marked;

function decoding(order: ByteOrder): Decode {
  const fatal = new TextDecoder(order === "little" ? "utf-16le" : "utf-16be", {
    fatal: true,
    ignoreBOM: true,
  });
  const high = order === "little" ? 1 : 0;
  return (bytes, from, last) => {
    const { length } = bytes;
    const kind = (at: number) => bytes[at + high]! & 0xfc;
    if (from === 0) {
      const even = length - length % 2;
      const cut = even >= 2 && kind(even - 2) === 0xd8;
      const end = last ? length : cut ? even - 2 : even;
      try {
        return { text: fatal.decode(bytes.subarray(0, end)), at: end, wrong: 0 };
      } catch {
        // What is wrong is looked for below.
      }
    }
    let at = from;
    let wrong = 0;
    let truncated = false;
    while (at + 2 <= length) {
      const first = kind(at);
      if (first !== 0xd8 && first !== 0xdc) at += 2;
      else if (first === 0xd8 && at + 4 > length) break;
      else if (first === 0xd8 && kind(at + 2) === 0xdc) at += 4;
      else {
        wrong = 2;
        break;
      }
    }
    if (wrong === 0 && last && at < length) {
      wrong = length - at;
      truncated = true;
    }
    return { text: fatal.decode(bytes.subarray(from, at)), at, wrong, truncated };
  };
}

function encoding(order: ByteOrder): Encoding {
  return {
    unencodable: loneSurrogate,
    encode(text) {
      const bytes = new Uint8Array(text.length * 2);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < text.length; i++) {
        view.setUint16(2 * i, text.charCodeAt(i), order === "little");
      }
      return bytes;
    },
  };
}
