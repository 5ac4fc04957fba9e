import { IncrementalDecoder } from "../../../subprocess/text/decoder.ts";
import { IncrementalEncoder } from "../../../subprocess/text/encoder.ts";

export const MODES = ["strict", "ignore", "replace"] as const;

/** By Python's names. */
export const BOTH_WAYS = [
  "utf-8",
  "utf-8-sig",
  "utf-16",
  "utf-16-le",
  "utf-16-be",
  "utf-32",
  "utf-32-le",
  "utf-32-be",
  "ascii",
  "latin-1",
  "iso8859-2",
  "iso8859-7",
  "iso8859-9",
  "iso8859-11",
  "iso8859-15",
  "cp866",
  "cp874",
  "cp1250",
  "cp1251",
  "cp1252",
  "cp1253",
  "cp1254",
  "cp1255",
  "cp1256",
  "cp1257",
  "cp1258",
  "koi8-r",
  "koi8-u",
  "mac-roman",
  "mac-cyrillic",
];
export const READ_ALONE = ["gbk", "gb18030", "big5", "euc-jp", "iso2022-jp", "shift-jis", "euc-kr"];

export const fromHex = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/[0-9a-f]{2}/gi) ?? [], (pair) => parseInt(pair, 16));
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Text, or the message of the error. */
export function decodedInPieces(pieces: Uint8Array[], encoding: string, errors: string): string {
  const decoder = new IncrementalDecoder(encoding, errors);
  try {
    return `text ${pieces.map((piece) => decoder.decode(piece)).join("")}${
      decoder.decode(new Uint8Array(0), true)
    }`;
  } catch (error) {
    return String(error);
  }
}

/** Bytes as hexadecimal digits, or the message of the error. */
export function encodedInPieces(pieces: string[], encoding: string, errors: string): string {
  const encoder = new IncrementalEncoder(encoding, errors);
  try {
    return `bytes ${pieces.map((piece) => toHex(encoder.encode(piece))).join("")}${
      toHex(encoder.encode("", true))
    }`;
  } catch (error) {
    return String(error);
  }
}

/** Cuts at random places, some of the pieces empty. */
export function cut<T extends string | Uint8Array>(whole: T, random: (n: number) => number): T[] {
  const places = Array.from({ length: random(6) }, () => random(whole.length + 1));
  const edges = [0, ...places.sort((a, b) => a - b), whole.length];
  return edges.slice(1).map((edge, i) => whole.slice(edges[i], edge) as T);
}

const CHARACTERS = ["a", "Z", "\r", "\n", "\r\n", "é", "€", "ß", "Ж", "ё", "α", "ก", "ş", "א"];
const MORE = ["\ufeff", "\ufffd", "中", "日", "한", "😀", "\u{10ffff}", "\ud7ff", "\ue000", "\x85"];

export function randomText(random: (n: number) => number, withSurrogates: boolean): string {
  const all = [
    ...CHARACTERS,
    ...CHARACTERS,
    ...MORE,
    ...(withSurrogates ? ["\ud800", "\udfff"] : []),
  ];
  return Array.from({ length: random(12) }, () => all[random(all.length)]).join("");
}

/** Bytes that are mostly right in an encoding, and partly anything. */
export function randomBytes(
  random: (n: number) => number,
  encoding: string,
): Uint8Array<ArrayBuffer> {
  const parts = Array.from({ length: 1 + random(4) }, () => {
    if (random(3) === 0) return Array.from({ length: random(6) }, () => random(256));
    const text = randomText(random, false);
    if (READ_ALONE.includes(encoding)) return fromHex(SAMPLES[encoding]![0]);
    return new IncrementalEncoder(encoding, "ignore").encode(text, true);
  });
  const all = parts.flatMap((part) => [...part]);
  return Uint8Array.from(random(3) === 0 ? all.slice(0, random(all.length + 1)) : all);
}

/** Bytes, and the text that they are. */
export const SAMPLES: Readonly<Record<string, readonly [hex: string, text: string]>> = {
  gbk: ["61d6d0cec40d0a80", "a中文\n€"],
  gb18030: ["d6d09439fc36", "中😀"],
  big5: ["a4a461a4e5", "中a文"],
  "euc-jp": ["c6fccbdc8eb1", "日本ｱ"],
  "iso2022-jp": ["1b2442467c4b5c1b284261", "日本a"],
  "shift-jis": ["93fa967bb1", "日本ｱ"],
  "euc-kr": ["c7d120b1db", "한 글"],
};
