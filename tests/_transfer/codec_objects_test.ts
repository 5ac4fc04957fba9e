import { test } from "node:test";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { decode } from "../../_transfer/codec/decode.ts";
import { detach, encode } from "../../_transfer/codec/encode.ts";
import { assertSame, bytesOf, hex, resizable, roundTrip } from "./codec_compare.ts";

test("an object with toJSON, own, hidden or inherited, is not written by it", () => {
  const hidden = Object.defineProperty({ a: 1 }, "toJSON", { value: () => 5 });
  assertEquals(roundTrip(hidden), { a: 1 });
  assertEquals(roundTrip({ toJSON: 1 }), { toJSON: 1 });
  assertEquals(roundTrip([new Date(3)]), [new Date(3)]);
  const prototype = Object.prototype as { toJSON?: unknown };
  prototype.toJSON = () => 5;
  try {
    assertEquals(roundTrip({ a: [1] }), { a: [1] });
  } finally {
    delete prototype.toJSON;
  }
});

test("what JSON.rawJSON has made is an object as any other", () => {
  const raw = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON("12");
  assertEquals(roundTrip(raw), { rawJSON: "12" });
  assertEquals(roundTrip([raw]), [{ rawJSON: "12" }]);
});

test("a setter on Object.prototype is not called when a value arrives", () => {
  Object.defineProperty(Object.prototype, "trap", { set: () => assert(false), configurable: true });
  try {
    const bytes = bytesOf(
      encode(Object.defineProperty({}, "trap", { value: 1n, enumerable: true })),
    );
    assertEquals(Object.getOwnPropertyDescriptor(decode(bytes), "trap")!.value, 1n);
  } finally {
    delete (Object.prototype as { trap?: unknown }).trap;
  }
});

test("views of one buffer still share it, and a view that follows its buffer still does", () => {
  const buffer = resizable(8, 16);
  const value = [
    new Uint8Array(buffer, 2),
    new DataView(buffer, 0, 4),
    buffer,
    new Int32Array(buffer),
  ];
  const [bytes, data, copy, ints] = roundTrip(value);
  assertStrictEquals(bytes.buffer, copy);
  assertStrictEquals(data.buffer, copy);
  copy.resize(16);
  assertEquals([bytes.length, data.byteLength, ints.length], [14, 4, 4]);
  copy.resize(8);
  assertEquals([bytes.length, bytes[0], buffer.byteLength], [6, 3, 8]);
});

test("a view of a full resizable buffer is known to follow it or not, and the buffer keeps its bytes", () => {
  const buffer = resizable(8, 8);
  const views = [new Uint8Array(buffer, 7), new Uint8Array(buffer, 0, 8), new Float64Array(buffer)];
  const [follows, fixed, double] = roundTrip(views);
  assertEquals(hex(new Uint8Array(buffer)), "0102030405060708");
  follows.buffer.resize(7);
  assertEquals([follows.byteOffset, fixed.length, double.length], [7, 0, 0]);
  follows.buffer.resize(8);
  assertEquals([follows.length, fixed.length, double.length], [1, 8, 1]);
});

test("the buffer of a node Buffer arrives whole, and its bytes are a Uint8Array", () => {
  class NodeLike extends Uint8Array {
    override slice(): never {
      throw new Error("called");
    }
  }
  const value = new NodeLike([1, 2, 3]);
  assertEquals(hex(roundTrip(value)), "010203");
  assertStrictEquals(Object.getPrototypeOf(roundTrip(value)), Uint8Array.prototype);
  const bytes = bytesOf(encode(value));
  assertEquals(decode(new NodeLike(bytes)), new Uint8Array([1, 2, 3]));
});

test("the longest array arrives at once when there is nothing in it", () => {
  for (const length of [10_001, 2 ** 32 - 1]) {
    const back = roundTrip([Array(length), Object.assign(Array(length), { 7: 1n })]);
    assertEquals([back[0].length, Object.keys(back[0])], [length, []]);
    assertEquals([back[1].length, Object.entries(back[1])], [length, [["7", 1n]]]);
  }
});

test("which objects are the same survives, and so do cycles", () => {
  const shared = { a: 1 };
  const tree = roundTrip([shared, shared, { shared }]);
  assertStrictEquals(tree[0], tree[1]);
  assertStrictEquals(tree[2].shared, tree[0]);
  const self: Record<string, unknown> = { list: [], map: new Map(), set: new Set() };
  (self.list as unknown[]).push(self);
  (self.map as Map<unknown, unknown>).set(self, self.list);
  (self.set as Set<unknown>).add(self.map).add(self);
  assertSame(roundTrip(self), structuredClone(self), "a cycle");
  const parts = [{ type: "function" }];
  const [value, same] = roundTrip([{ fn: parts[0] }, parts]);
  assertStrictEquals(value.fn, same[0]);
});

test("which of many objects are the same survives", () => {
  const objects = Array.from({ length: 1000 }, (_, id) => ({ id }));
  const back = roundTrip([objects, [...objects].reverse()]);
  objects.forEach((_, i) => assertStrictEquals(back[0][i], back[1][999 - i]));
});

const LEVELS = 20_000;

test("20,000 levels of arrays, objects, maps and sets do not overflow the stack", () => {
  for (const leaf of [1, undefined]) {
    let value: unknown = leaf;
    for (let i = 0; i < LEVELS / 2; i++) value = [{ value }];
    let back = roundTrip(value);
    for (let i = 0; i < LEVELS / 2; i++) back = back[0].value;
    assertStrictEquals(back, leaf);
  }
  let value: unknown = 1n;
  for (let i = 0; i < LEVELS / 2; i++) value = new Map([["key", new Set([value])]]);
  let back = roundTrip(value);
  for (let i = 0; i < LEVELS / 2; i++) back = [...back.get("key")][0];
  assertStrictEquals(back, 1n);
});

test("a buffer that has been transferred, or a view beyond its end, is a DataCloneError", () => {
  const moved = new Uint8Array(8);
  moved.buffer.transfer();
  const buffer = resizable(8, 8);
  const beyond = [new Uint8Array(buffer, 4, 4), new DataView(buffer, 4, 4)];
  buffer.resize(6);
  for (const value of [moved, moved.buffer, [moved], new DataView(buffer, 4, 2), ...beyond]) {
    if (value instanceof DataView && value !== beyond[1]) continue;
    const error = assertThrows(() => encode(value)) as DOMException;
    assertEquals(error.name, "DataCloneError");
  }
  const late = new Uint8Array(100_000);
  const encoded = encode({ late });
  late.buffer.transfer();
  assertEquals((assertThrows(() => detach(encoded)) as DOMException).name, "DataCloneError");
});
