import { test } from "node:test";
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { pack } from "../../_transfer/pack.ts";
import { transfer } from "../../_transfer/transfer.ts";
import { roundTrip } from "./round_trip.ts";

test("transfer returns the value, moves it at any depth, and serves once", () => {
  const bytes = new Uint8Array([1, 2]);
  assertStrictEquals(transfer(bytes), bytes);
  const value = [{ deep: new Map([["b", bytes]]) }];
  const packed = pack(value, "args");
  assertStrictEquals(packed.value, value);
  assertStrictEquals(packed.parts, undefined);
  assertEquals(packed.transfer, [bytes.buffer]);
  assertStrictEquals(pack(value, "args").transfer, undefined);
});

test("transfer moves the buffer of a view, and leaves the sender nothing", () => {
  const view = new DataView(new ArrayBuffer(8));
  const back: DataView = roundTrip([transfer(view)])[0];
  assertEquals(back.byteLength, 8);
  assertEquals(view.buffer.byteLength, 0);
});

test("transfer takes a list for a value that holds several", () => {
  const value = { a: new Uint8Array(2), b: new Uint8Array(3), c: new Uint8Array(4) };
  const back = roundTrip([transfer(value, [value.a.buffer, value.b.buffer])])[0];
  assertEquals([back.a.length, back.b.length, back.c.length], [2, 3, 4]);
  assertEquals([value.a.length, value.b.length, value.c.length], [0, 0, 4]);
});

test("transfer moves ports", async () => {
  const { port1, port2 } = new MessageChannel();
  const back: MessagePort = roundTrip([{ port: transfer(port1) }])[0].port;
  const got = new Promise((resolve) => port2.onmessage = (event) => resolve(event.data));
  back.postMessage(42);
  assertEquals(await got, 42);
  back.close();
  port2.close();
});

test("two marked views of one buffer move it once", () => {
  const buffer = new ArrayBuffer(8);
  const back = roundTrip([transfer(new Uint8Array(buffer)), transfer(new Uint16Array(buffer))]);
  assertStrictEquals(back[0].buffer, back[1].buffer);
});

test("beside a function, too", () => {
  const bytes = new Uint8Array(2);
  const back = roundTrip([() => 1, { bytes: transfer(bytes) }]);
  assertEquals([back[0](), back[1].bytes.length, bytes.length], [1, 2, 0]);
});

test("a mark is not used up by a value that is refused", () => {
  const bytes = new Uint8Array(2);
  transfer(bytes);
  assertThrows(() => pack([bytes, Symbol()], "args"), DOMException);
  assertEquals(pack([bytes], "args").transfer, [bytes.buffer]);
});

test("transfer: what can't be moved is an error at the call", () => {
  assertThrows(() => transfer(5), TypeError, "transfer: value must be an object, got 5");
  assertThrows(
    () => transfer({}),
    TypeError,
    "transfer: value must be transferable, got an Object",
  );
  assertThrows(
    () => transfer(new Blob()),
    TypeError,
    "transfer: value must be transferable, got a Blob",
  );
  assertThrows(
    () => transfer({}, [5 as never]),
    TypeError,
    "transfer: transferables[0] must be transferable, got 5",
  );
  assertThrows(
    () => transfer({}, 5 as never),
    TypeError,
    "transfer: transferables must be an array, got 5",
  );
  assertThrows(
    () => transfer(new SharedArrayBuffer(4)),
    TypeError,
    "transfer: value is a SharedArrayBuffer",
  );
  const buffer = new ArrayBuffer(4);
  assertThrows(
    () => transfer({}, [buffer, buffer]),
    DOMException,
    "transfer: transferables[1]: an ArrayBuffer is listed twice",
  );
  structuredClone(buffer, { transfer: [buffer] });
  assertThrows(
    () => transfer(buffer),
    DOMException,
    "transfer: value: the ArrayBuffer has been transferred already",
  );
});

test("what was detached after it was marked is named with its path", () => {
  const bytes = new Uint8Array(4);
  transfer(bytes);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  assertThrows(
    () => pack([0, [bytes]], "args"),
    DOMException,
    "args[1][0]: the ArrayBuffer has been transferred already",
  );
  // Lets nothing of it linger for the tests that follow.
  assertEquals(pack([1], "args").transfer, undefined);
});

test("streams are moved where the runtime can, and refused with their place where it can't", () => {
  const stream = new ReadableStream();
  if (typeof (globalThis as { Bun?: unknown }).Bun === "undefined") {
    assertEquals(roundTrip([{ s: transfer(stream) }])[0].s instanceof ReadableStream, true);
  } else {
    assertThrows(
      () => roundTrip([{ s: transfer(stream) }]),
      DOMException,
      "args[0].s: a ReadableStream can't be moved",
    );
  }
});
