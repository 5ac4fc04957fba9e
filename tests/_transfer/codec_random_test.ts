import process from "node:process";
import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { decode } from "../../_transfer/codec/decode.ts";
import { encode } from "../../_transfer/codec/encode.ts";
import { randomSource } from "../support/random.ts";
import { assertSame, bytesOf, hex, roundTrip } from "./codec_compare.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
console.log(`codec_random_test.ts: seed ${seed}`);

type Random = (below: number) => number;

const PIECES = ["a", "some name", "ö", "日本", "𝒳", "\ud800", "\udc00", "\0", '"', "\ufeff"];

function randomText(random: Random): string {
  let text = "";
  for (let n = random(4); n > 0; n--) {
    text += PIECES[random(PIECES.length)]!.repeat(random(20) === 0 ? random(700) : 1 + random(4));
  }
  return text;
}

function randomNumber(random: Random): number {
  const numbers = [-0, NaN, Infinity, 0.1, random(100) / 7, 2 ** 40, -random(2 ** 31)];
  return random(2) === 0 ? random(300) - 100 : numbers[random(numbers.length)]!;
}

function randomBuffer(random: Random): ArrayBuffer {
  const length = 16 * (random(20) === 0 ? 100 + random(200) : random(5));
  const options = random(4) === 0 ? { maxByteLength: length + random(40) } : undefined;
  const buffer = new ArrayBuffer(length, options);
  new Uint8Array(buffer).forEach((_, i, bytes) => bytes[i] = random(256));
  return buffer;
}

function randomView(random: Random, buffer: ArrayBuffer): ArrayBufferView {
  const Classes = [
    Uint8Array,
    Int16Array,
    Float64Array,
    BigInt64Array,
    DataView,
    Uint8ClampedArray,
  ];
  const Class = Classes[random(Classes.length)] as Uint8ArrayConstructor;
  if (random(3) === 0) return new Class(buffer);
  const offset = 8 * random(Math.floor(buffer.byteLength / 8) + 1);
  return new Class(buffer, offset, random(Math.floor((buffer.byteLength - offset) / 8) + 1));
}

function randomLeaf(random: Random): unknown {
  switch (random(14)) {
    case 0:
      return undefined;
    case 1:
      return null;
    case 2:
      return random(2) === 0;
    case 3:
    case 4:
    case 5:
      return randomNumber(random);
    case 6:
      return (BigInt(random(2 ** 31)) - 2n ** 30n) ** BigInt(random(9));
    case 7:
      return new Date(randomNumber(random));
    case 8:
      return new RegExp(["a+", "[/]", "ö|\\n"][random(3)]!, ["", "g", "iu"][random(3)]!);
    case 9:
      return Object(randomNumber(random));
    case 10:
      return randomView(random, randomBuffer(random));
    case 11:
      return Array.from({ length: random(40) }, () => random(3) === 0 ? random(9) : 5);
    default:
      return randomText(random);
  }
}

/** JSON could say it all, but for lone surrogates. */
function randomTree(random: Random, depth: number): unknown {
  const dice = random(depth > 4 ? 5 : 8);
  if (dice < 2) return randomText(random);
  if (dice < 5) return [true, null, random(1000), -1.5, random(2) === 0][dice];
  if (dice === 5) {
    return Array.from({ length: random(5) }, () => randomTree(random, depth + 1));
  }
  return Object.fromEntries(
    Array.from({ length: random(5) }, () => [randomText(random), randomTree(random, depth + 1)]),
  );
}

/** A graph of every kind; edges may go anywhere, so there are cycles and shared parts. */
function randomGraph(random: Random): unknown {
  const buffers = [randomBuffer(random), randomBuffer(random)];
  const nodes: object[] = Array.from({ length: 1 + random(40) }, () => {
    const buffer = buffers[random(2)]!;
    return [{}, [], new Map(), new Set(), {}, [], Object.create(null), randomView(random, buffer)][
      random(8)
    ];
  });
  const pick = (): unknown => random(2) === 0 ? nodes[random(nodes.length)] : randomLeaf(random);
  for (const node of nodes) {
    if (ArrayBuffer.isView(node)) continue;
    for (let n = random(7); n > 0; n--) {
      if (node instanceof Map) node.set(pick(), pick());
      else if (node instanceof Set) node.add(pick());
      else if (Array.isArray(node) && random(15) > 0) node[node.length + random(8) % 2] = pick();
      else {
        const key = ["a", "b", "c d", "7", "__proto__", "toString", randomText(random)][random(7)]!;
        Object.defineProperty(node, key, {
          value: pick(),
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
    }
  }
  return nodes[0];
}

test("3,000 random graphs arrive as structured clone makes them", () => {
  const random = randomSource(seed);
  for (let i = 0; i < 3000; i++) {
    const graph = randomGraph(random);
    const expected = structuredClone(graph);
    assertSame(roundTrip(graph), expected, `seed ${seed}, graph ${i}`);
  }
});

test("1,000 random trees of plain data arrive as structured clone makes them", () => {
  const random = randomSource(seed);
  for (let i = 0; i < 1000; i++) {
    const tree = randomTree(random, 0);
    assertSame(roundTrip(tree), structuredClone(tree), `seed ${seed}, tree ${i}`);
  }
});

test("1,000 random strings and arrays of numbers arrive as they are", () => {
  const random = randomSource(seed);
  for (let i = 0; i < 1000; i++) {
    const text = randomText(random);
    assertEquals(roundTrip(text), text, `seed ${seed}, text ${i}`);
    const numbers = Array.from({ length: random(60) }, () => randomNumber(random));
    assertSame(roundTrip(numbers), numbers, `seed ${seed}, numbers ${i}`);
    assertSame(roundTrip([numbers, 1n]), [numbers, 1n], `seed ${seed}, numbers ${i} inside`);
  }
});

/** Damages bytes in one of the ways bytes are damaged. */
function damage(bytes: Uint8Array, random: Random): Uint8Array {
  switch (random(4)) {
    case 0:
      return bytes.slice(0, random(bytes.length));
    case 1:
      return Uint8Array.from({ length: random(200) }, () => random(256));
    case 2: {
      // As a graph, since all other forms are simple.
      const noise = Uint8Array.from({ length: 5 + random(100) }, () => random(8) ? random(56) : 0);
      noise.set([23, 0, 0, 0, 0]);
      return noise;
    }
    default: {
      const copy = bytes.slice();
      for (let n = 1 + random(3); n > 0; n--) copy[random(copy.length)]! ^= 1 << random(8);
      return copy;
    }
  }
}

test("5,000 times damaged bytes make an error or a value, and soon", () => {
  const random = randomSource(seed);
  let errors = 0;
  const start = performance.now();
  for (let i = 0; i < 5000; i++) {
    const bytes = damage(bytesOf(encode(randomGraph(random))), random);
    const before = performance.now();
    try {
      decode(bytes);
    } catch (error) {
      errors++;
      assert(error instanceof Error, `seed ${seed}, bytes ${i}: ${hex(bytes)}`);
    }
    const took = performance.now() - before;
    assert(took < 1000, `seed ${seed}, bytes ${i}: ${took} ms for ${hex(bytes)}`);
  }
  assert(errors > 2000, `seed ${seed}: only ${errors} errors`);
  assert(performance.now() - start < 15_000, `seed ${seed}`);
});
