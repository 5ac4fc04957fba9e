import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { decode } from "../../_transfer/codec/decode.ts";
import { detach, encode, type Encoded, writeTo } from "../../_transfer/codec/encode.ts";

/** All bytes in one array. */
export function bytesOf(encoded: Encoded): Uint8Array {
  return detach(encoded).pieces[0]!;
}

/** The value as it comes out of shared memory. */
// deno-lint-ignore no-explicit-any
export function roundTrip(value: unknown): any {
  const encoded = encode(value);
  const shared = new Uint8Array(new SharedArrayBuffer(encoded.byteLength + 7));
  writeTo(encoded, shared, 3);
  return decode(shared.subarray(3, 3 + encoded.byteLength), encoded.attachments);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** With the bytes 1, 2, 3 and so on. */
export function resizable(length: number, maxByteLength: number): ArrayBuffer {
  const buffer = new ArrayBuffer(length, { maxByteLength });
  new Uint8Array(buffer).forEach((_, i, bytes) => bytes[i] = i + 1);
  return buffer;
}

/** Equal in every respect that structured clone keeps, which objects are the same included. */
export function assertSame(actual: unknown, expected: unknown, message: string): void {
  const pairs = new Map<object, object>();
  const back = new Map<object, object>();
  const same = (a: unknown, b: unknown, path: string): void => {
    const where = `${message}: ${path}`;
    if (typeof b !== "object" || b === null) return assert(Object.is(a, b), where);
    assert(typeof a === "object" && a !== null, where);
    if (pairs.has(b) || back.has(a)) {
      assertStrictEquals(pairs.get(b), a, `${where} is another object`);
      return assertStrictEquals(back.get(a), b, `${where} is another object`);
    }
    pairs.set(b, a);
    back.set(a, b);
    if (b instanceof SharedArrayBuffer) return assertStrictEquals(a, b, where);
    assertStrictEquals(Object.getPrototypeOf(a), Object.getPrototypeOf(b), `${where}: prototype`);
    if (ArrayBuffer.isView(b)) {
      const view = a as typeof b;
      assertEquals([view.byteOffset, view.byteLength], [b.byteOffset, b.byteLength], where);
      return same(view.buffer, b.buffer, `${path}.buffer`);
    }
    if (b instanceof ArrayBuffer) {
      const buffer = a as ArrayBuffer;
      assertEquals(
        [buffer.byteLength, buffer.maxByteLength, buffer.resizable],
        [b.byteLength, b.maxByteLength, b.resizable],
        where,
      );
      return assertEquals(hex(new Uint8Array(buffer)), hex(new Uint8Array(b)), where);
    }
    if (b instanceof Map) {
      assertEquals((a as Map<unknown, unknown>).size, b.size, where);
      const entries = [...a as Map<unknown, unknown>];
      return [...b].forEach((entry, i) => {
        same(entries[i]![0], entry[0], `${path}<key ${i}>`);
        same(entries[i]![1], entry[1], `${path}<value ${i}>`);
      });
    }
    if (b instanceof Set) {
      assertEquals((a as Set<unknown>).size, b.size, where);
      const items = [...a as Set<unknown>];
      return [...b].forEach((item, i) => same(items[i], item, `${path}<item ${i}>`));
    }
    if (b instanceof Date) return same((a as Date).getTime(), b.getTime(), `${path}.getTime()`);
    if (b instanceof RegExp) {
      const regexp = a as RegExp;
      return assertEquals([`${regexp}`, regexp.lastIndex], [`${b}`, b.lastIndex], where);
    }
    if (b instanceof Number || b instanceof String || b instanceof Boolean || b instanceof BigInt) {
      return same(a.valueOf(), b.valueOf(), `${path}.valueOf()`);
    }
    if (Array.isArray(b)) assertEquals((a as unknown[]).length, b.length, where);
    assertEquals(Object.keys(a), Object.keys(b), where);
    for (const key of Object.keys(b)) {
      const descriptor = Object.getOwnPropertyDescriptor(a, key)!;
      assert(descriptor.writable && descriptor.configurable, `${where}.${key}`);
      same(descriptor.value, Object.getOwnPropertyDescriptor(b, key)!.value, `${path}.${key}`);
    }
  };
  same(actual, expected, "value");
}
