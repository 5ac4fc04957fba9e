// Encodings by name: Python's names, then the Web's. Where both have a name, it means what Python has it mean: latin-1
// is not windows-1252, utf-16 minds a byte order mark.

import type { Codec } from "./codec.ts";
import { multiByte } from "./multi_byte.ts";
import { singleByte } from "./single_byte.ts";
import { asciiTable, isoTable, latin1Table, pythonTable } from "./tables.ts";
import { utf16, utf16be, utf16le } from "./utf16.ts";
import { utf32, utf32be, utf32le } from "./utf32.ts";
import { utf8, utf8Sig } from "./utf8.ts";

const OWN: readonly (readonly [names: string, codec: Codec])[] = [
  ["utf_8 utf8 u8 utf utf8_ucs2 utf8_ucs4 cp65001", utf8],
  ["utf_8_sig", utf8Sig],
  ["utf_16 utf16 u16", utf16],
  ["utf_16_le utf_16le unicodelittleunmarked", utf16le],
  ["utf_16_be utf_16be unicodebigunmarked", utf16be],
  ["utf_32 utf32 u32", utf32],
  ["utf_32_le utf_32le", utf32le],
  ["utf_32_be utf_32be", utf32be],
  [
    "ascii us_ascii us 646 ansi_x3.4_1968 ansi_x3_4_1968 ansi_x3.4_1986 cp367 csascii ibm367 " +
    "iso646_us iso_646.irv_1991 iso_ir_6",
    singleByte("ascii", asciiTable, "windows-1252"),
  ],
  [
    "latin_1 latin1 latin l1 8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso88591 " +
    "iso_8859_1 iso_8859_1_1987 iso_ir_100",
    singleByte("latin-1", latin1Table, "windows-1252"),
  ],
  [
    "latin5 l5 csisolatin5 iso8859_9 iso88599 iso_8859_9 iso_8859_9_1989 iso_ir_148",
    singleByte("iso8859-9", () => isoTable("windows-1254"), "windows-1254"),
  ],
  [
    "thai iso8859_11 iso885911 iso_8859_11 iso_8859_11_2001 tis_620 tis620",
    singleByte("iso8859-11", () => isoTable("windows-874"), "windows-874"),
  ],
];

/** Python's names of encodings that the Web calls otherwise. */
const WEB_NAMES: readonly (readonly [names: string, label: string])[] = [
  ["mac_roman macroman", "macintosh"],
  ["mac_cyrillic maccyrillic", "x-mac-cyrillic"],
  ["cp932 932 ms932 mskanji s_jis", "shift_jis"],
  ["cp936 936 ms936", "gbk"],
  ["euc_cn euccn gb2312_80", "gbk"],
  ["cp949 949 ms949 uhc", "euc-kr"],
  ["euckr", "euc-kr"],
  ["cp950 950 ms950 big5_tw hkscs big5hkscs", "big5"],
  ["eucjp ujis", "euc-jp"],
  ["iso2022_jp iso2022jp", "iso-2022-jp"],
  ["l7 latin7", "iso-8859-13"],
  ["l8 latin8 iso_celtic", "iso-8859-14"],
  ["latin9", "iso-8859-15"],
  ["l10 latin10", "iso-8859-16"],
];

const MULTI_BYTE = ["gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr"];

const UTF: Readonly<Record<string, Codec>> = {
  "utf-8": utf8,
  "utf-16le": utf16le,
  "utf-16be": utf16be,
};

/** The encoding of this name; throws RangeError for an unknown one. */
export function codecOf(name: string): Codec {
  if (typeof name !== "string") {
    throw new TypeError(`encoding must be the name of an encoding, got ${String(name)}`);
  }
  const key = name.toLowerCase().replace(/[^a-z0-9.]+/g, "_").replace(/^_|_$/g, "");
  const own = lookUp(OWN, key);
  if (own !== undefined) return own;
  const label = webLabel(name, key);
  if (label === undefined) throw new RangeError(`unknown encoding: ${name}`);
  return UTF[label] ??
    (MULTI_BYTE.includes(label)
      ? multiByte(label)
      : singleByte(label, () => pythonTable(label), label));
}

function lookUp<T>(table: readonly (readonly [names: string, value: T])[], key: string) {
  return table.find(([names]) => names.split(" ").includes(key))?.[1];
}

/** What TextDecoder calls it. */
function webLabel(name: string, key: string): string | undefined {
  const candidates = [
    lookUp(WEB_NAMES, key),
    name,
    key.replaceAll("_", "-"),
    key,
    key.replace(/^(cp)?(?=125\d$|874$)/, "windows-"),
    key.replace(/^iso_?8859_(\d+).*$/, "iso-8859-$1"),
  ];
  for (const candidate of candidates) {
    if (candidate === undefined) continue;
    try {
      return new TextDecoder(candidate).encoding;
    } catch {
      // It is the next one, or none.
    }
  }
  return undefined;
}
