import { test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { NotSupportedError } from "../../../_runtime/errors.ts";
import { codecOf } from "../../../subprocess/text/encoding.ts";

const named = (names: string) => [...new Set(names.split("|").map((name) => codecOf(name).name))];

test("17.5.1.1 encodings go by Python's names, however they are written", () => {
  assertEquals(named("utf-8|UTF8|utf_8|U8|utf 8| UTF-8 |cp65001"), ["utf-8"]);
  assertEquals(named("latin-1|latin1|L1|iso-8859-1|ISO_8859-1|iso8859-1|8859|cp819"), ["latin-1"]);
  assertEquals(named("ascii|US-ASCII|646|ANSI_X3.4-1968"), ["ascii"]);
  assertEquals(named("utf-16|UTF16|u16"), ["utf-16"]);
  assertEquals(named("utf-16-le|utf_16le|UTF-16LE"), ["utf-16-le"]);
  assertEquals(named("utf-16-be|UTF-16BE"), ["utf-16-be"]);
  assertEquals(named("utf-32|U32"), ["utf-32"]);
  assertEquals(named("utf-32-le|utf_32le"), ["utf-32-le"]);
  assertEquals(named("utf-8-sig|utf_8_sig"), ["utf-8-sig"]);
  assertEquals(named("cp1252|windows-1252|1252"), ["windows-1252"]);
  assertEquals(named("cp1251|windows_1251"), ["windows-1251"]);
  assertEquals(named("latin2|iso8859_2|iso-8859-2|L2|iso_8859_2_1987"), ["iso-8859-2"]);
  assertEquals(named("latin5|iso8859-9|iso-8859-9"), ["iso8859-9"]);
  assertEquals(named("koi8_r|KOI8-R"), ["koi8-r"]);
  assertEquals(named("cp866|ibm866|866"), ["ibm866"]);
  assertEquals(named("mac_roman|macintosh"), ["macintosh"]);
  assertEquals(named("gbk|cp936|936|gb2312|euc_cn"), ["gbk"]);
  assertEquals(named("shift_jis|sjis|s_jis|cp932|ms932"), ["shift_jis"]);
  assertEquals(named("euc_jp|eucjp|ujis"), ["euc-jp"]);
  assertEquals(named("euc_kr|euckr|cp949|uhc"), ["euc-kr"]);
  assertEquals(named("big5|big5-tw|cp950"), ["big5"]);
  assertEquals(named("iso2022_jp|iso-2022-jp"), ["iso-2022-jp"]);
});

test("17.5.1.1 encodings go by the Web's names where Python has none", () => {
  assertEquals(named("unicode-1-1-utf-8|x-unicode20utf8"), ["utf-8"]);
  assertEquals(named("ucs-2|unicode|csunicode"), ["utf-16-le"]);
  assertEquals(named("x-cp1252"), ["windows-1252"]);
  assertEquals(named("x-sjis|windows-31j"), ["shift_jis"]);
  assertEquals(named("dos-874"), ["windows-874"]);
  assertEquals(named("x-user-defined"), ["x-user-defined"]);
});

test("17.5.1.1 an unknown encoding is a RangeError that names it", () => {
  for (const name of ["klingon", "", "utf-9", "hz", "iso-2022-kr", "replacement", "__proto__"]) {
    assertThrows(() => codecOf(name), RangeError, `unknown encoding: ${name}`);
  }
  assertThrows(() => codecOf(undefined as unknown as string), TypeError, "got undefined");
});

test("17.5.1.1 encodings of several bytes can be read, and not written", () => {
  for (const name of ["gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr"]) {
    assertThrows(
      () => codecOf(name).encoding(),
      NotSupportedError,
      `text can't be encoded as ${name}`,
    );
  }
});
