import { test } from "node:test";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { decode } from "../../_transfer/codec/decode.ts";
import { encode, encodeTree } from "../../_transfer/codec/encode.ts";
import { Tag } from "../../_transfer/codec/tags.ts";
import { assertSame, bytesOf, roundTrip } from "./codec_compare.ts";

const own = (key: string, value: unknown): object =>
  Object.defineProperty({}, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });

/** Its bytes, if it is a tree. */
function treeOf(value: unknown): Uint8Array | undefined {
  const encoded = encodeTree(value);
  return encoded && bytesOf(encoded);
}

test("small plain values are trees, and the same as before when they arrive", () => {
  const trees: object[] = [
    {},
    [],
    { id: 1, name: "some name", ok: true, values: [1, 2, 3], none: null, not: undefined },
    [[], [[]], [{}], {}],
    { b: 1, a: 2, 1: 3, 0: 4, "": 5 },
    { numbers: [-0, NaN, Infinity, -Infinity, 0.1, 127, 128, -1, -(2 ** 31), 2 ** 31, 2 ** 53] },
    { text: ["", "\0", "a".repeat(127), "ö", "日本", "𝒳", "\ud800", "\ufeffx", "ö".repeat(127)] },
    own("__proto__", { toString: 1 }),
    { constructor: 1, hasOwnProperty: "no", toJSON: null },
    { a: { a: { a: { b: [{ a: 1 }] } } } },
  ];
  for (const value of trees) {
    assert(treeOf(value), JSON.stringify(value));
    // Its shape is known from the second time on, and used from the third.
    for (let i = 0; i < 4; i++) {
      const copy = roundTrip(value);
      assertSame(copy, value, JSON.stringify(value));
      assertEquals(Object.keys(copy), Object.keys(value));
    }
  }
});

test("an object without a prototype arrives as one with the usual one", () => {
  const object = Object.assign(Object.create(null), { a: 1 });
  assertStrictEquals(Object.getPrototypeOf(decode(treeOf(object)!)), Object.prototype);
});

test("what is large, not plain or there twice is no tree", () => {
  const shared = {};
  const cycle: unknown[] = [];
  cycle.push(cycle);
  const none: unknown[] = [
    1,
    "text",
    null,
    new Map(),
    [1n],
    [() => {}],
    [Symbol()],
    [new Date()],
    [new Error()],
    new (class A {})(),
    new (class B extends Array {})(),
    [shared, shared],
    cycle,
    [, 1],
    [undefined],
    Object.assign([1], { more: 2 }),
    Object.assign([], { more: 2 }),
    { ö: 1 },
    { ["k".repeat(200)]: 1 },
    Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`key${i}`, i])),
    ["x".repeat(128)],
    Array.from({ length: 100 }, (_, i) => i),
    Array.from({ length: 15 }, () => "x".repeat(100)),
  ];
  for (const value of none) assertStrictEquals(encodeTree(value), undefined);
  let deep: unknown[] = [];
  for (let i = 0; i < 1000; i++) deep = [deep];
  assertStrictEquals(encodeTree(deep), undefined);
  assertSame(roundTrip([shared, shared]), [shared, shared], "shared");
});

test("no setter of Object.prototype is called, whenever it came", () => {
  const bytes = treeOf({ late: 1, trap: 2 })!;
  for (let i = 0; i < 3; i++) decode(bytes);
  Object.defineProperty(Object.prototype, "trap", { set: () => assert(false), configurable: true });
  try {
    const copy = decode(bytes) as object;
    assertEquals(Object.getOwnPropertyDescriptor(copy, "trap")!.value, 2);
  } finally {
    delete (Object.prototype as { trap?: unknown }).trap;
  }
});

test("what somebody has put on Object.prototype is not sent", () => {
  const prototype = Object.prototype as { more?: unknown };
  prototype.more = 1;
  try {
    assertEquals(Object.keys(roundTrip({ a: 1 })), ["a"]);
  } finally {
    delete prototype.more;
  }
});

test("a getter may encode something, throw, or change the object", () => {
  const nested = {
    first: 1,
    get inner() {
      return roundTrip({ x: [1], y: "z" });
    },
    last: 2,
  };
  assertEquals(roundTrip(nested), { first: 1, inner: { x: [1], y: "z" }, last: 2 });
  const throwing = {
    get bad() {
      throw new RangeError("no");
    },
  };
  assertThrows(() => encode({ a: 1, b: throwing }), RangeError, "no");
  const changing: Record<string, unknown> = {
    get first() {
      delete changing.second;
      changing.third = 3;
      return 1;
    },
    second: 2,
  };
  assertEquals(roundTrip(changing), { first: 1, third: 3 });
  assertEquals(roundTrip({ a: 1, b: 2 }), { a: 1, b: 2 });
});

test("what was decoded is not changed by what is decoded later", () => {
  const bytes = treeOf({ a: 1, b: { c: 2 } })!;
  const copies = Array.from({ length: 5 }, () => decode(bytes) as { a: number; b: { c: number } });
  copies[4]!.a = 7;
  copies[4]!.b.c = 8;
  assertEquals(copies.slice(0, 4), Array.from({ length: 4 }, () => ({ a: 1, b: { c: 2 } })));
  assertEquals(decode(bytes), { a: 1, b: { c: 2 } });
});

test("damaged bytes of a tree are refused", () => {
  const bytes = treeOf({ key: "text", more: [1, { ö: 300 }.ö, "ö"] })!;
  decode(bytes);
  decode(bytes);
  for (let length = 1; length < bytes.length; length++) {
    assertThrows(() => decode(bytes.slice(0, length)), Error, "decode:");
  }
  assertThrows(() => decode(Uint8Array.of(...bytes, 0)), Error, "decode:");
  // A key that is longer than all keys, and one that is there twice.
  assertThrows(() => decode(Uint8Array.of(Tag.TREE, Tag.OBJECT, 2, 5, 97, 0x81)), Error, "decode:");
  const twice = Uint8Array.of(Tag.TREE, Tag.OBJECT, 4, 1, 97, 1, 97, 0x81, 0x82);
  assertEquals(decode(twice), { a: 2 });
  assertThrows(() => decode(twice), Error, "decode:");
  const deep = new Uint8Array(1 << 20).fill(1);
  for (let i = 0; i < deep.length; i += 2) deep[i] = Tag.ARRAY;
  deep[0] = Tag.TREE;
  assertThrows(() => decode(deep), Error, "decode:");
});
