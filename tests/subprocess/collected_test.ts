// What collects output: bytes and text that come in pieces.

import { Buffer } from "node:buffer";
import process from "node:process";
import { test } from "node:test";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Blocks } from "../../subprocess/blocks.ts";
import { Chunks } from "../../subprocess/chunks.ts";
import { onFirstRead } from "../../subprocess/first_read.ts";
import { Texts } from "../../subprocess/texts.ts";
import { randomSource } from "../support/random.ts";

for (const Kind of [Chunks, Blocks]) {
  test(`17.5.1 ${Kind.name}: any beginning is what has come, whatever was joined before`, () => {
    const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
    const random = randomSource(seed);
    const all = new Uint8Array(4_000_000).map((_, at) => at % 251);
    for (let round = 0; round < 30; round++) {
      const chunks = new Kind();
      const sizes = [0];
      let size = 0;
      for (let i = 0; i < 40; i++) {
        const from = size;
        size += random(4) === 0 ? random(100_000) : random(9);
        chunks.add(all.slice(from, size));
        sizes.push(size);
        if (random(8) > 0) continue;
        const some = sizes[random(sizes.length)]!;
        const same = Buffer.compare(chunks.first(some), all.subarray(0, some)) === 0;
        assert(same, `seed ${seed}, round ${round}, ${some} of ${size}`);
      }
      assertEquals(chunks.size, size);
      const whole = Buffer.compare(Buffer.concat(chunks.pieces), all.subarray(0, size)) === 0;
      assert(whole, `seed ${seed}, round ${round}`);
    }
  });

  test(`17.5.1 ${Kind.name}: what has been given out does not change with what comes`, () => {
    const chunks = new Kind();
    chunks.add(Uint8Array.of(1, 2));
    const first = chunks.first(2);
    chunks.add(Uint8Array.of(3));
    assertEquals(chunks.first(3), Uint8Array.of(1, 2, 3));
    assertEquals(chunks.first(2), Uint8Array.of(1, 2));
    assertEquals(first, Uint8Array.of(1, 2));
    assertEquals(new Kind().first(0), new Uint8Array());
  });
}

test("17.5.1 Blocks: the pieces are few, and a small output is no large one", () => {
  const blocks = new Blocks();
  blocks.add(Uint8Array.of(1));
  assertEquals(blocks.pieces.map(({ buffer }) => buffer.byteLength), [1 << 16]);
  for (let i = 0; i < 10_000; i++) blocks.add(new Uint8Array(1000));
  assert(blocks.pieces.length < 20, String(blocks.pieces.length));
  assertEquals(new Set(blocks.pieces.map(({ buffer }) => buffer)).size, blocks.pieces.length);
});

test("17.5.1 Texts: what is taken is what had come until then", () => {
  const texts = new Texts();
  texts.add("a");
  const { get, safe } = texts.taken();
  texts.add("b");
  assertEquals([get(), safe, texts.taken().get()], ["a", true, "ab"]);
});

test("17.5.1 Texts: more than a string can have is a RangeError for who asks, and not before", () => {
  // Doubling copies nothing: nobody looks at the characters.
  let long = "x";
  while (long.length < 1 << 28) long += long;
  const texts = new Texts();
  for (let i = 0; i < 9; i++) texts.add(long);
  const { get, safe } = texts.taken();
  assertEquals(safe, false);
  for (let i = 0; i < 2; i++) assertThrows(get, RangeError, `${9 * 2 ** 28} characters`);
});

test("17.5.1 a value that is made when it is first read is made once, and then as any other", () => {
  let made = 0;
  const object: { value: object | null; other: number } = { value: null, other: 1 };
  onFirstRead(object, "value", () => ({ made: ++made }));
  assertEquals([Object.keys(object), made], [["value", "other"], 0]);
  assertEquals({ ...object }, { value: { made: 1 }, other: 1 });
  assertStrictEquals(object.value, object.value);
  const descriptor = Object.getOwnPropertyDescriptor(object, "value")!;
  assertEquals([descriptor.writable, descriptor.enumerable, descriptor.configurable, made], [
    true,
    true,
    true,
    1,
  ]);
  onFirstRead(object, "other", () => ++made);
  object.other = 5;
  assertEquals([object.other, made], [5, 1]);
});

test("17.5.1 a value that can't be made is tried again by who reads it again", () => {
  const object = { value: 0 };
  let times = 0;
  onFirstRead(object, "value", () => {
    if (times++ === 0) throw new RangeError("not yet");
    return 7;
  });
  assertThrows(() => object.value, RangeError, "not yet");
  assertEquals(object.value, 7);
});
