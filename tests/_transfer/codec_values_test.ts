import { test } from "node:test";
import { assertSame, resizable, roundTrip } from "./codec_compare.ts";

class Point {
  constructor(public x: unknown, public y: unknown) {}
  method(): void {}
}
class OwnMap extends Map<unknown, unknown> {}
class OwnArray extends Array<unknown> {}
class OwnDate extends Date {}

const eight = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer;
const withProto = JSON.parse('{"__proto__":{"x":1},"b":2}');
/** Anything of any type. */
const list = (...items: unknown[]): unknown[] => items;

const values: Record<string, unknown[]> = {
  "nothing and booleans": [undefined, null, true, false],
  "numbers": [0, -0, 1, -1, 127, 128, -128, 65535, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53, 1.5]
    .concat(NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, -(2 ** 31) - 1),
  "bigints": [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, -(2n ** 63n) - 1n, 2n ** 64n]
    .concat(7n ** 500n, -(7n ** 5000n), 0xffffffffn, -0xffffffffn, 0x80000000n),
  "strings": ["", "a", "some name", "größer", "日本語", "𝒳", "\0", "\ufeffmark", '"\\\n'].concat(
    ...["a", "ö", "語", "\ud800"].map((c) =>
      [11, 12, 13, 48, 49, 128, 129, 512, 513, 3000, 70_000].map((n) => c.repeat(n))
    ),
  ),
  "lone surrogates": ["\ud800", "a\udc00b", "\udc00\ud800", "\ud800".repeat(600)],
  "lone surrogates that would join": [["\ud83d", "\ude00", undefined], { "\ud83d": "\ude00" }],
  "boxed primitives": list(
    Object(1),
    Object(-0),
    Object("ab"),
    Object(true),
    Object(false),
    Object(5n),
    Object("\ud800"),
  ),
  "dates": [new Date(5), new Date(NaN), new Date(-1.5), new OwnDate(7)],
  "regular expressions": [/a+/g, /[/]\n/giu, new RegExp(""), /\p{L}/v, /x/dsy],
  "buffers": [new ArrayBuffer(0), eight, new Uint8Array(5000).fill(7).buffer],
  "resizable buffers": [resizable(4, 16), resizable(0, 0), resizable(3000, 5000)],
  "typed arrays": [
    new Uint8Array(eight),
    new Int8Array(eight),
    new Uint8ClampedArray(eight),
    new Int16Array(eight),
    new Uint16Array(eight),
    new Int32Array(eight),
    new Uint32Array(eight),
    new Float32Array(eight),
    new Float64Array(eight),
    new BigInt64Array(eight),
    new BigUint64Array(eight),
    new DataView(eight),
    typeof Float16Array === "undefined" ? 0 : new Float16Array(eight),
    new Uint8Array(0),
    new Float64Array(1000).fill(1.25),
  ],
  "parts of a buffer": [
    new Uint8Array(eight, 2, 3),
    new DataView(eight, 1),
    new Int16Array(eight, 4),
  ],
  "views of resizable buffers": [
    new Uint8Array(resizable(6, 8), 1, 3),
    new DataView(resizable(6, 8)),
  ],
  "maps and sets": list(
    new Map(),
    new Set(),
    new Map<unknown, unknown>([[{ a: 1 }, new Set([1, "b"])], [NaN, 0], [undefined, null]]),
    new OwnMap([[1, 2]]),
    new Set([undefined, null, "", -0]),
  ),
  "arrays": list(
    [],
    [1, 2, "abc"],
    [[[]]],
    [undefined],
    [null],
    new OwnArray(1, "a"),
    [NaN],
    [-0],
  ),
  "arrays of numbers": [0, 0.5, NaN, -0, 2 ** 31, -(2 ** 31), undefined, "1"].flatMap((last) =>
    [15, 16, 100].map((n) => [...Array.from({ length: n }, (_, i) => i - 3), last])
  ),
  "arrays with holes": list(
    [1, , 3],
    [,],
    [, 1],
    [1, , ,],
    Array(3),
    Array(100_000),
    Object.assign([], { 1000: 1, 5_000_000: 2 }),
    [, ...Array(20).fill(1)],
  ),
  "arrays with properties": list(
    "xyz".match(/y/),
    Object.assign([1, 2], { a: 1, "-1": 2, "01": 3 }),
    Object.assign([1, , 3], { a: 1 }),
    [Object.assign([], { "4294967295": 1 })],
    Object.assign(Array.from({ length: 50 }, (_, i) => i), { b: [1] }),
    Object.assign(Array(3), { a: 1, b: undefined }),
  ),
  "plain objects": list(
    {},
    { a: 1 },
    { a: { b: { c: [1, { d: null }] } } },
    { a: undefined },
    { "": 1 },
    Object.assign(Object.create(null), { a: 1 }),
    { 1: "a", 0: "b", c: [] },
  ),
  "a key __proto__": [withProto, [undefined, withProto], { ["__proto__"]: 5, a: 1n }],
  "keys of Object.prototype": [{ toString: 1, constructor: 2n, hasOwnProperty: undefined }],
  "many keys": [Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]))],
  "objects of one shape": [Array.from({ length: 40 }, (_, i) => ({ id: i, at: new Date(i) }))],
  "instances of classes that nobody registered": [new Point(1, new Point([], undefined))],
  "getters": [{
    get a() {
      return { b: 1 };
    },
  }],
};
for (const [name, list] of Object.entries(values)) {
  test(`${name} arrive as structured clone makes them, alone and inside others`, () => {
    list.forEach((value, i) => {
      assertSame(roundTrip(value), structuredClone(value), `${name} ${i}`);
      const inside = [value, new Map([[value, { value }]]), undefined];
      assertSame(roundTrip(inside), structuredClone(inside), `${name} ${i} inside`);
    });
  });
}
