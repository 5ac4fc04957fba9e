import { test } from "node:test";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { decode } from "../../_transfer/codec/decode.ts";
import { detach, encode, type Encoded, writeTo } from "../../_transfer/codec/encode.ts";
import { assertSame, bytesOf, hex, resizable, roundTrip } from "./codec_compare.ts";

test("functions, symbols, errors, promises, and weak collections are refused", () => {
  const refused = [() => 1, Symbol("s"), new Error("e"), Promise.resolve(), new WeakMap()];
  for (const value of [...refused, Object(Symbol("boxed"))]) {
    for (const place of [value, [value], { value }, new Map([[value, 1]])]) {
      assertThrows(() => encode(place), TypeError, "can't be sent");
    }
  }
  assertEquals(roundTrip([1]), [1]);
});

test("writeTo writes nothing beside its place, and detach outlives the next encode", () => {
  const value = { text: "x".repeat(50), data: new Uint8Array(3000).fill(9), more: 1n };
  const encoded = encode(value);
  assert(encoded.pieces.some((piece) => piece.buffer === value.data.buffer));
  const target = new Uint8Array(encoded.byteLength + 20).fill(255);
  writeTo(encoded, target, 10);
  assertEquals(target.subarray(0, 10).every((byte) => byte === 255), true);
  assertEquals(target.subarray(-10).every((byte) => byte === 255), true);
  const kept = detach(encoded);
  value.data.fill(0);
  encode("something else that is written over it, and is long enough for that");
  assertEquals(hex(kept.pieces[0]!), hex(target.subarray(10, -10)));
  assertEquals(decode(kept.pieces[0]!), { ...value, data: new Uint8Array(3000).fill(9) });
});

test("a large array of bytes is not copied by encode, and not referred to by what decode returns", () => {
  const data = new Uint8Array(1 << 20).fill(3);
  const encoded = encode(data);
  assertStrictEquals(encoded.pieces.at(-1)!.buffer, data.buffer);
  const bytes = bytesOf(encoded);
  const back = decode(bytes) as Uint8Array;
  bytes.fill(0);
  assertEquals([back.length, back.buffer.byteLength, back[0], back.at(-1)], [
    1 << 20,
    1 << 20,
    3,
    3,
  ]);
});

test("large binary data begins at a multiple of 8 bytes and arrives whole", () => {
  const large = resizable(3000, 4000);
  const value = [
    1,
    new Uint8Array(2048),
    "text",
    new Float64Array(500),
    large,
    new Uint8Array(2047),
  ];
  for (const each of [value, new Uint8Array(2048), new Float64Array(256), new Uint8Array(2047)]) {
    const encoded = encode(each);
    let at = 0;
    for (const piece of encoded.pieces) {
      if (piece.length >= 2048) assertEquals(at % 8, 0);
      at += piece.length;
    }
    assertEquals(at, encoded.byteLength);
    assertSame(roundTrip(each), structuredClone(each), "large");
  }
});

test("a getter may encode something itself", () => {
  let inner: Encoded[] = [];
  const value = {
    before: "x".repeat(200),
    list: [1n, new Map([["a", new Date(5)]])],
    get middle() {
      inner = [encode("inner text"), encode({ inner: [1n, "second"] }), encode(12345)];
      return { inner: inner.length };
    },
    after: [new Uint8Array(5000).fill(1), undefined],
  };
  const back = decode(bytesOf(encode(value)));
  assertSame(inner.length, 3, "inner");
  assertSame(back, structuredClone(value), "outer");
  const plain = {
    get inner() {
      return decode(bytesOf(encode(["plain", 1])));
    },
    outer: "text",
  };
  assertEquals(roundTrip(plain), { inner: ["plain", 1], outer: "text" });
});

test("a getter that throws is the end of that encode only", () => {
  const value = {
    list: [1n, { a: 1 }],
    get bad() {
      throw new RangeError("bad");
    },
  };
  for (let i = 0; i < 3; i++) {
    assertThrows(() => encode(value), RangeError, "bad");
    assertThrows(() => encode([undefined, value]), RangeError, "bad");
    assertEquals(roundTrip([value.list, undefined]), [value.list, undefined]);
  }
});

test("attachments are in the order of their first occurrence, each once", () => {
  const a = new SharedArrayBuffer(8);
  const b = new SharedArrayBuffer(16);
  const { port1, port2 } = new MessageChannel();
  const blob = new Blob(["x"]);
  const view = new Int32Array(b, 4, 2);
  const module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  const value = { view, port1, list: [a, b, view, port1, new Uint8Array(a)], blob, module };
  const encoded = encode(value);
  assertEquals(encoded.attachments!.length, 5);
  [b, port1, a, blob, module].forEach((object, i) =>
    assertStrictEquals(encoded.attachments![i], object)
  );
  const back = decode(bytesOf(encoded), encoded.attachments) as typeof value;
  assertStrictEquals(back.port1, port1);
  assertStrictEquals(back.blob, blob);
  assertStrictEquals(back.module, module);
  assertStrictEquals(back.view.buffer, b);
  assertEquals([back.view.byteOffset, back.view.length], [4, 2]);
  assertStrictEquals(back.list[2], back.view);
  assertStrictEquals((back.list[4] as Uint8Array).buffer, a);
  assertStrictEquals(encode([1, { a: 1 }]).attachments, undefined);
  assertStrictEquals(detach(encoded).attachments, encoded.attachments);
  assertThrows(() => decode(bytesOf(encode(value))), Error, "an attachment is missing");
  port1.close();
  port2.close();
});

test("a view that may grow with shared memory is an attachment itself", () => {
  const buffer = new SharedArrayBuffer(8, { maxByteLength: 16 });
  const view = new Int32Array(buffer);
  assertStrictEquals(encode([view]).attachments![0], view);
  assertStrictEquals(encode([new Int32Array(buffer, 0, 1)]).attachments![0], buffer);
  assertStrictEquals(roundTrip([view])[0], view);
});

const golden: [unknown, string][] = [
  [undefined, "01"],
  [5, "85"],
  [-2, "0503"],
  [1.5, "06000000000000f83f"],
  [-5n, "07fbffffffffffffff"],
  [2n ** 64n, "08113130303030303030303030303030303030"],
  ["añ", "1161c3b1"],
  ["\ud800", "1200d8"],
  [{ a: [1, "b"] }, "1926020161270281200162"],
  [["ö"], "1927012101f600"],
  [{ ö: [1] }, "107b22c3b6223a5b315d7d"],
  [new Uint8Array([1, 2]), "130102"],
  [new Int16Array([1, -1]), "14040100ffff"],
  [Array(16).fill(-1), "15" + "ff".repeat(64)],
  [
    [new Map([["k", new Date(0)]]), { k: undefined }],
    "170200000027022c20012e00000000000000002526000101016b6b",
  ],
  [
    [new DataView(new ArrayBuffer(2), 1), /a/g, Object(1), , new Set([0])],
    "1702000000270533000101310200002f200120013081232d80256167",
  ],
];
test("the same bytes are made everywhere", () => {
  for (const [value, bytes] of golden) assertEquals(hex(bytesOf(encode(value))), bytes);
});
