import process from "node:process";
import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { task, transfer } from "@weft/concurrency";
import { closeFd, duplicateFd, sockets } from "../../multiprocessing/descriptors.ts";
import { Handle } from "../../multiprocessing/handle.ts";
import { dumps } from "../../multiprocessing/reduction.ts";
import { loads, loadsSync } from "../../multiprocessing/revival.ts";
import { assertSame } from "../_transfer/codec_compare.ts";
import { randomSource } from "../support/random.ts";
import { connect, runtimes } from "./connected.ts";
import { hashOf } from "./encodings.ts";
import { randomValue } from "./random_values.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function isOpen(fd: number): boolean {
  try {
    closeFd(duplicateFd(fd));
    return true;
  } catch {
    return false;
  }
}

test("dumps, loads: 10,000 random values arrive as they were", () => {
  const random = randomSource(seed);
  for (let i = 0; i < 10_000; i++) {
    const value = randomValue(random);
    const { bytes } = dumps(value, "value");
    assertSame(loadsSync(bytes, []), value, `seed ${seed}, value ${i}`);
  }
});

for (const runtime of runtimes) {
  test(`dumps: the bytes are those that ${runtime} makes, for 10,000 random values`, async () => {
    const child = connect(runtime, "encodings.ts");
    await child.connection.send([seed, 10_000]);
    const theirs = await child.connection.recv();
    assertEquals(theirs, hashOf(seed, 10_000), `seed ${seed}`);
    assertEquals(await child.end(), 0);
  });
}

test("loads: damaged bytes are an Error, or another value, and nothing else", () => {
  const random = randomSource(seed);
  for (let i = 0; i < 10_000; i++) {
    const bytes = dumps(plainValue(random), "value").bytes.slice();
    switch (random(3)) {
      case 0:
        tryLoading(bytes.subarray(0, random(bytes.length)), i);
        break;
      case 1:
        for (let n = 1 + random(4); n > 0; n--) bytes[random(bytes.length)]! ^= 1 << random(8);
        tryLoading(bytes, i);
        break;
      default:
        for (let n = random(bytes.length); n < bytes.length; n++) bytes[n] = random(256);
        tryLoading(bytes, i);
    }
  }
});

test("loads: random bytes are an Error, or a value, and nothing else", () => {
  const random = randomSource(seed);
  for (let i = 0; i < 20_000; i++) {
    const bytes = Uint8Array.from({ length: random(60) }, () => random(256));
    // The form for plain data.
    if (bytes.length > 0 && random(2) === 0) bytes[0] = 0;
    tryLoading(bytes, i);
  }
});

// Without functions, whose source text is code.
function plainValue(random: (below: number) => number): unknown {
  for (;;) {
    const value = randomValue(random);
    if (dumps(value, "value").bytes[0] === 0) return value;
  }
}

function tryLoading(bytes: Uint8Array, number: number): void {
  try {
    loadsSync(bytes, []);
  } catch (error) {
    const where = `seed ${seed}, bytes ${number}`;
    assertInstanceOf(error, Error, where);
    assert(error.message.startsWith("a message can't be decoded: "), `${where}: ${error.message}`);
  }
}

test("loads: values that are nested without end are refused, and deep ones arrive", () => {
  // Containers, each of which holds the next one, and no end.
  for (const tag of dumps([[]], "value").bytes.slice(-12)) {
    tryLoading(new Uint8Array(3_000_000).fill(tag, 1), tag);
  }
  const json = new TextEncoder().encode("[".repeat(2_000_000));
  const start = dumps([1, "a"], "value").bytes.slice(0, 2);
  const bytes = new Uint8Array(start.length + json.length);
  bytes.set(start);
  bytes.set(json, start.length);
  assertThrows(() => loadsSync(bytes, []), Error, "a message can't be decoded");

  let deep: unknown[] = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  let depth = 0;
  let back = loadsSync(dumps(deep, "value").bytes, []) as unknown[];
  for (; back.length > 0; back = back[0] as unknown[]) depth++;
  assertEquals(depth, 100_000);
});

test("loads: what was no message of this library is refused", () => {
  for (const bytes of [[], [0], [1], [2, 0], [255, 255, 255]]) {
    assertThrows(() => loadsSync(new Uint8Array(bytes), []), Error, "a message can't be decoded");
  }
  const { bytes } = dumps({ no: "parts" }, "value");
  bytes[0] = 1;
  assertThrows(() => loadsSync(bytes, []), Error, "it is no value that was sent by this library");
});

test("loads: functions and classes by reference, functions by source text", async () => {
  const value = { double: (n: number) => 2 * n, marked };
  const { bytes } = dumps(value, "value");
  const back = loadsSync(bytes, []) as typeof value;
  assertEquals(back.double(4), 8);
  assertStrictEquals(back.marked, marked);
  assertEquals(Object.keys(await loads(bytes, []) as object), ["double", "marked"]);
});

const marked = task(import.meta, () => "marked");

test("Parcel: descriptors are duplicated, closed by sent and by abandon, and taken by loads", () => {
  const [a, b] = sockets().pair();
  const handle = new Handle(a);
  for (const end of ["sent", "abandon"] as const) {
    const parcel = dumps([handle, handle, { deep: new Handle(b) }], "value");
    assertEquals(parcel.fds.length, 2);
    assert(parcel.fds.every(isOpen));
    const copies = parcel.fds.map(duplicateFd);
    parcel[end]();
    assert(!parcel.fds.some(isOpen));
    const [first, second, { deep }] = loadsSync(parcel.bytes, copies) as [
      Handle,
      Handle,
      { deep: Handle },
    ];
    assertStrictEquals(first, second);
    assertNotStrictEquals(first.fd, a);
    sockets().send(first.fd, new Uint8Array([7]), true);
    const byte = new Uint8Array(1);
    assertEquals([sockets().receive(deep.fd, byte, false), byte[0]], [1, 7]);
    closeFd(first.fd);
    closeFd(deep.fd);
  }
  closeFd(a);
  closeFd(b);
});

test("loads: descriptors that nobody takes are closed, and missing ones are an Error", async () => {
  const [a, b] = sockets().pair();
  const parcel = dumps(new Handle(a), "value");
  assertThrows(() => loadsSync(parcel.bytes, []), Error, "has not arrived");
  const copies = [duplicateFd(a), duplicateFd(a)];
  const { fd } = loadsSync(parcel.bytes, copies) as Handle;
  assertEquals(copies.map(isOpen), [true, false]);
  const lost = duplicateFd(a);
  assertThrows(() => loadsSync(new Uint8Array([9]), [lost]), Error);
  await assertRejects(async () => {
    await loads(new Uint8Array([9]), [duplicateFd(a)]);
  }, Error);
  assertEquals(isOpen(lost), false);
  parcel.abandon();
  for (const open of [a, b, fd]) closeFd(open);
});

test("dumps: what can't be sent is refused with its place, and its descriptors are closed", () => {
  const [a, b] = sockets().pair();
  const before = duplicateFd(a);
  closeFd(before);
  const shared = new Int32Array(new SharedArrayBuffer(4));
  for (const bad of [Promise.resolve(), new WeakMap(), shared, Symbol("s")]) {
    const error = assertThrows(() => dumps({ list: [new Handle(a), bad] }, "value"), Error);
    assert(error.message.startsWith("value"), error.message);
  }
  // The lowest free number: none was lost.
  assertEquals(duplicateFd(a), before);
  for (const fd of [a, b, before]) closeFd(fd);
});

test("Parcel: what was marked with transfer is taken from the sender when it is sent, not before", () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const first = dumps(transfer(bytes), "value");
  assertEquals(bytes.length, 3);
  first.abandon();
  assertEquals(bytes.length, 3);
  const second = dumps(bytes, "value");
  second.sent();
  assertEquals(bytes.length, 0);
  assertEquals(loadsSync(second.bytes, []), new Uint8Array([1, 2, 3]));
});
