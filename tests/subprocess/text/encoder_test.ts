import { test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { decodeText } from "../../../subprocess/text/decoder.ts";
import { encodeText, IncrementalEncoder } from "../../../subprocess/text/encoder.ts";
import { randomSource } from "../../support/random.ts";
import { BOTH_WAYS, cut, encodedInPieces, MODES, randomText, toHex } from "./support.ts";

const encode = (text: string, encoding?: string, errors?: string) =>
  toHex(encodeText(text, encoding, errors));

test("17.5.1.1 text becomes utf-8 unless it is said otherwise", () => {
  assertEquals(encode("aé😀"), "61c3a9f09f9880");
  assertEquals(encode("é\x80", "latin-1"), "e980");
  assertEquals(encode("€é", "cp1252"), "80e9");
  assertEquals(encode("ЖЯ", "koi8-r"), "f6f1");
  assertEquals(encode("a", "utf-16-be"), "0061");
  assertEquals(encode("😀", "utf-16-le"), "3dd800de");
  assertEquals(encode("😀", "utf-32-be"), "0001f600");
});

test("17.5.1.1 a byte order mark is written once, where the encoding has one", () => {
  assertEquals(encode("a", "utf-16"), "fffe6100");
  assertEquals(encode("a", "utf-32"), "fffe000061000000");
  assertEquals(encode("a", "utf-8-sig"), "efbbbf61");
  const encoder = new IncrementalEncoder("utf-16");
  assertEquals(["", "a", "b"].map((text) => toHex(encoder.encode(text))), ["", "fffe6100", "6200"]);
});

test("17.5.1.1 strict: a character that the encoding does not have is a RangeError", () => {
  const fails = (text: string, encoding: string, message: string) =>
    assertThrows(() => encode(text, encoding), RangeError, message);
  fails("abcé", "ascii", "ascii can't encode character 'é' in position 3");
  fails("a😀", "latin-1", "latin-1 can't encode character '😀' in position 1");
  fails("\x81", "cp1252", "can't encode character '\\x81' in position 0");
  fails("a\ud800b", "utf-8", "utf-8 can't encode character '\\ud800' in position 1");
  fails("\udc00", "utf-16", "utf-16 can't encode character '\\udc00' in position 0");
});

test("17.5.1.1 such characters are left out, or a question mark", () => {
  assertEquals(encode("aé😀b", "ascii", "ignore"), "6162");
  assertEquals(encode("aé😀b", "ascii", "replace"), "613f3f62");
  assertEquals(encode("\ud800", "utf-8", "replace"), "3f");
  assertEquals(encode("a\ud800", "utf-16", "replace"), "fffe61003f00");
  assertThrows(
    () => new IncrementalEncoder("ascii", "x"),
    RangeError,
    "unknown error handler name 'x'",
  );
});

test("17.5.1.1 a character may be split across writes", () => {
  const encoder = new IncrementalEncoder();
  assertEquals(toHex(encoder.encode("a\ud83d")), "61");
  assertEquals(toHex(encoder.encode("")), "");
  assertEquals(toHex(encoder.encode("\ude00")), "f09f9880");
  assertEquals(toHex(encoder.encode("\ud83d")), "");
  assertThrows(() => encoder.encode("", true), RangeError, "character '\\ud83d' in position 3");
});

test("17.5.1.1 what was encoded is decoded to the same, however it is split", () => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  const random = randomSource(seed);
  for (const encoding of BOTH_WAYS) {
    for (let i = 0; i < 60; i++) {
      const text = randomText(random, true);
      const at = `seed ${seed}, ${encoding}, ${JSON.stringify(text)}`;
      for (const errors of MODES) {
        const pieces = cut(text, random);
        const whole = encodedInPieces([text], encoding, errors);
        assertEquals(encodedInPieces(pieces, encoding, errors), whole, `${at}, ${errors}`);
      }
      const had = Array.from(text)
        .filter((character) => encodeText(character, encoding, "ignore").length > 0).join("");
      const back = decodeText(encodeText(text, encoding, "ignore"), encoding);
      assertEquals(back, had.replace(/\r\n?/g, "\n"), at);
    }
  }
});
