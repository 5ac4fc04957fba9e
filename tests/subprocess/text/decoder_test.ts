import { test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { decodeText, IncrementalDecoder } from "../../../subprocess/text/decoder.ts";
import { randomSource } from "../../support/random.ts";
import {
  BOTH_WAYS,
  cut,
  decodedInPieces,
  fromHex,
  MODES,
  randomBytes,
  READ_ALONE,
  SAMPLES,
} from "./support.ts";

const decode = (hex: string, encoding = "utf-8", errors = "strict") =>
  decodeText(fromHex(hex), encoding, errors);

test("17.5.1.1 text is utf-8 unless it is said otherwise, and a byte order mark is text", () => {
  assertEquals(decodeText(fromHex("61c3a9f09f9880")), "aé😀");
  assertEquals(decode("efbbbf61"), "\ufeffa");
  assertEquals(decode("efbbbf61", "utf-8-sig"), "a");
  assertEquals(decode("61efbbbf", "utf-8-sig"), "a\ufeff");
});

test("17.5.1.1 latin-1 has every byte, ascii half of them, cp1252 all but five", () => {
  assertEquals(decode("8093ff", "latin-1"), "\x80\x93ÿ");
  assertEquals(decode("8093ff", "iso-8859-1"), "\x80\x93ÿ");
  assertEquals(decode("8093ff", "cp1252"), "€“ÿ");
  assertEquals(decode("80d0ff", "iso8859-9"), "\x80Ğÿ");
  assertThrows(
    () => decode("6180", "ascii"),
    TypeError,
    "ascii can't decode byte 0x80 in position 1",
  );
  assertThrows(() => decode("81", "cp1252"), TypeError, "can't decode byte 0x81 in position 0");
});

test("17.5.1.1 utf-16 and utf-32 mind a byte order mark, and their parts keep it", () => {
  assertEquals(decode("fffe6100", "utf-16"), "a");
  assertEquals(decode("feff0061", "utf-16"), "a");
  assertEquals(decode("6100", "utf-16"), "a");
  assertEquals(decode("fffefffe6100", "utf-16"), "\ufeffa");
  assertEquals(decode("fffe6100", "utf-16-le"), "\ufeffa");
  assertEquals(decode("feff0061", "utf-16-be"), "\ufeffa");
  assertEquals(decode("fffe000061000000", "utf-32"), "a");
  assertEquals(decode("0000feff00000061", "utf-32"), "a");
  assertEquals(decode("0001f600", "utf-32-be"), "😀");
});

test("17.5.1.1 strict: wrong bytes are a TypeError that names the encoding, the byte and its place", () => {
  const fails = (hex: string, encoding: string, message: string) =>
    assertThrows(() => decode(hex, encoding), TypeError, message);
  fails("616263ff", "utf-8", "utf-8 can't decode byte 0xff in position 3");
  fails("61c341", "utf-8", "utf-8 can't decode byte 0xc3 in position 1");
  fails("61c3", "utf-8", "utf-8 can't decode byte 0xc3 in position 1: unexpected end of data");
  fails("eda080", "utf-8", "utf-8 can't decode byte 0xed in position 0");
  fails("610000d84100", "utf-16-le", "utf-16-le can't decode byte 0x00 in position 2");
  fails("610041", "utf-16-le", "position 2: unexpected end of data");
  fails("6100000000001100", "utf-32-le", "utf-32-le can't decode byte 0x00 in position 4");
  fails("61ff", "gbk", "gbk can't decode byte 0xff in position 1");
});

test("17.5.1.1 utf-8 and utf-32 have all characters but surrogates", () => {
  for (const code of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff]) {
    const character = String.fromCodePoint(code);
    const hex = code.toString(16).padStart(8, "0");
    assertEquals(decode(hex, "utf-32-be"), character);
    assertEquals(decodeText(new TextEncoder().encode(character)), character);
  }
  for (const code of ["0000d800", "0000dbff", "0000dc00", "0000dfff", "00110000", "ffffffff"]) {
    assertThrows(() => decode(code, "utf-32-be"), TypeError, "position 0");
  }
  // Surrogates, forms that are too long, and what is too large.
  for (const wrong of ["eda080", "edbfbf", "c080", "c1bf", "e09fbf", "f08fbfbf", "f4908080"]) {
    assertThrows(() => decode(wrong), TypeError, "in position 0", wrong);
    const once = new TextDecoder("utf-8", { ignoreBOM: true }).decode(fromHex(wrong));
    assertEquals(decode(wrong, "utf-8", "replace"), once);
    const letters = `61${wrong}62`;
    assertEquals(decode(letters, "utf-8", "ignore"), "ab");
  }
});

test("17.5.1.1 encodings of several bytes: the place of what is wrong, also behind other chunks", () => {
  const decoder = new IncrementalDecoder("gbk");
  assertEquals(decoder.decode(fromHex("d6d061d6d061d6d0cee4")), "中a中a中武");
  assertEquals(decoder.decode(fromHex("d6d0ce")), "中");
  assertThrows(
    () => decoder.decode(fromHex("ff61")),
    TypeError,
    "gbk can't decode byte 0xce in position 12",
  );
  const short = new IncrementalDecoder("gbk");
  short.decode(fromHex("61d6"));
  assertThrows(
    () => short.decode(new Uint8Array(0), true),
    TypeError,
    "gbk can't decode byte 0xd6 in position 1: unexpected end of data",
  );
});

test("17.5.1.1 decodeOn: behind what is wrong it goes on as replace does, and says what it was", () => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  const random = randomSource(seed);
  for (const encoding of BOTH_WAYS) {
    for (let i = 0; i < 60; i++) {
      const bytes = randomBytes(random, encoding);
      const pieces = cut(bytes, random);
      const decoder = new IncrementalDecoder(encoding);
      const text = pieces.map((piece) => decoder.decodeOn(piece)).join("") +
        decoder.decodeOn(new Uint8Array(0), true);
      const message = `seed ${seed}, ${encoding}, bytes ${bytes}`;
      assertEquals(`text ${text}`, decodedInPieces(pieces, encoding, "replace"), message);
      const strict = decodedInPieces(pieces, encoding, "strict");
      assertEquals(
        decoder.wrong === undefined ? `text ${text}` : `${decoder.wrong}`,
        strict,
        message,
      );
    }
  }
});

test("17.5.1.1 decodeOn: encodings of several bytes begin anew where they were wrong", () => {
  const decoder = new IncrementalDecoder("gbk");
  const pieces = ["61d6d0", "d6d0ff", "d6d0"].map((hex) => decoder.decodeOn(fromHex(hex)));
  assertEquals(pieces, ["a中", "中\ufffd", "中"]);
  assertEquals(String(decoder.wrong), "TypeError: gbk can't decode byte 0xff in position 5");
});

test("17.5.1.1 half a pair of surrogates waits for the other half, also behind what is wrong", () => {
  const pieces = [fromHex("00dc3dd8"), fromHex("00"), fromHex("de")];
  assertEquals(decodedInPieces(pieces, "utf-16-le", "replace"), "text \ufffd😀");
  assertEquals(decodedInPieces(pieces.slice(0, 2), "utf-16-le", "replace"), "text \ufffd\ufffd");
});

test("17.5.1.1 the place counts from the first byte of all chunks", () => {
  const decoder = new IncrementalDecoder("utf-8");
  decoder.decode(fromHex("616263c3"));
  assertThrows(() => decoder.decode(fromHex("41")), TypeError, "byte 0xc3 in position 3");
});

test("test_communicate_errors: wrong bytes are left out, or replaced", () => {
  assertEquals(decode("5b80805d", "utf-8", "ignore"), "[]");
  assertEquals(decode("5b80805d", "utf-8", "replace"), "[\ufffd\ufffd]");
  assertEquals(decode("efbfbd80", "utf-8", "ignore"), "\ufffd");
  assertEquals(decode("5b80ff5d", "ascii", "ignore"), "[]");
  assertEquals(decode("5b80ff5d", "ascii", "replace"), "[\ufffd\ufffd]");
  assertEquals(decode("00d8410000dc", "utf-16-le", "replace"), "\ufffdA\ufffd");
  assertThrows(
    () => new IncrementalDecoder("utf-8", "backslashreplace"),
    RangeError,
    "unknown error handler name 'backslashreplace'",
  );
});

test("17.5.1.1 encodings of several bytes, in pieces of one byte", () => {
  assertEquals(Object.keys(SAMPLES), READ_ALONE);
  for (const [encoding, [hex, text]] of Object.entries(SAMPLES)) {
    const bytes = fromHex(hex);
    for (const errors of MODES) {
      assertEquals(decodeText(bytes, encoding, errors), text, encoding);
      const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
      assertEquals(decodedInPieces(pieces, encoding, errors), `text ${text}`, encoding);
    }
  }
});

test("test_universal_newlines: each end of a line is one newline, also where it is split", () => {
  assertEquals(decode("610d0a620d630a640d0d0a0d"), "a\nb\nc\nd\n\n\n");
  const decoder = new IncrementalDecoder();
  const pieces = ["a\r", "\n", "b\r", "c", "\r", "", "\n\n", "\r"].map((piece) =>
    decoder.decode(new TextEncoder().encode(piece))
  );
  // Who writes "\r" to show progress is read at once.
  assertEquals(pieces, ["a\n", "", "b\n", "c", "\n", "", "\n", "\n"]);
  assertEquals(decoder.decode(new Uint8Array(0), true), "");
});

test("17.5.1.1 what a chunk leaves over is kept apart from the caller's memory", () => {
  const decoder = new IncrementalDecoder();
  const buffer = fromHex("61c3");
  assertEquals(decoder.decode(buffer), "a");
  buffer.fill(0);
  assertEquals(decoder.decode(fromHex("a9")), "é");
});

test("17.5.1.1 megabytes of wrong bytes take no square time", () => {
  const bytes = new Uint8Array(1 << 18).fill(0xff);
  for (const encoding of ["utf-8", "ascii", "cp1252", "utf-16", "utf-32", "gbk"]) {
    if (encoding.startsWith("utf-16")) bytes.fill(0xdc);
    for (const errors of ["ignore", "replace"]) {
      const text = decodeText(bytes, encoding, errors);
      if (errors === "replace") assertEquals(text.length > 0, true, encoding);
    }
  }
});

test("17.5.1.1 however the bytes are split, the text is that of decoding them at once", () => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  const random = randomSource(seed);
  for (const encoding of [...BOTH_WAYS, ...READ_ALONE]) {
    for (let i = 0; i < 60; i++) {
      const bytes = randomBytes(random, encoding);
      for (const errors of MODES) {
        const whole = decodedInPieces([bytes], encoding, errors);
        const pieces = cut(bytes, random);
        assertEquals(
          decodedInPieces(pieces, encoding, errors),
          whole,
          `seed ${seed}, ${encoding}, ${errors}, bytes ${bytes}, cut ${
            pieces.map((p) => p.length)
          }`,
        );
      }
    }
  }
});
