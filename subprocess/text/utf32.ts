import {
  type ByteOrder,
  type Codec,
  type Decode,
  type Encoding,
  loneSurrogate,
  orderedCodecs,
} from "./codec.ts";

const codecs = orderedCodecs("utf-32", [0xff, 0xfe, 0, 0], decoding, encoding);

export const utf32le: Codec = codecs.little;
export const utf32be: Codec = codecs.big;
export const utf32: Codec = codecs.marked;

/** What String.fromCodePoint is given at once. */
const BATCH = 4096;

function decoding(order: ByteOrder): Decode {
  return (bytes, from, last) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let text = "";
    let batch: number[] = [];
    let at = from;
    let wrong = 0;
    for (; at + 4 <= bytes.length; at += 4) {
      const code = view.getUint32(at, order === "little");
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
        wrong = 4;
        break;
      }
      if (batch.push(code) === BATCH) {
        text += String.fromCodePoint(...batch);
        batch = [];
      }
    }
    text += String.fromCodePoint(...batch);
    const truncated = wrong === 0 && last && at < bytes.length;
    return { text, at, wrong: truncated ? bytes.length - at : wrong, truncated };
  };
}

function encoding(order: ByteOrder): Encoding {
  return {
    unencodable: loneSurrogate,
    encode(text) {
      const characters = Array.from(text);
      const view = new DataView(new ArrayBuffer(characters.length * 4));
      characters.forEach((character, i) =>
        view.setUint32(4 * i, character.codePointAt(0)!, order === "little")
      );
      return new Uint8Array(view.buffer);
    },
  };
}
