import { test } from "node:test";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Arena } from "../../_sync/arena.ts";
import { randomSource } from "../support/random.ts";

/** The arena's own words of a block. */
const OWN = 8;

function create(memory = Arena.createMemory()): Arena {
  return new Arena(new Int32Array(Arena.WORDS), 0, memory);
}

/** The bytes of a block that are the user's. */
function bytesOf(arena: Arena, block: number, size: number): Uint8Array {
  return arena.bytes.subarray(block * 4 + OWN, block * 4 + size);
}

test("Arena: 20,000 random allocations and releases: no two blocks overlap, and none is out of bounds", () => {
  const seed = Date.now() % 2 ** 31;
  const random = randomSource(seed);
  const arena = create();
  const blocks: { block: number; size: number; mark: number }[] = [];
  for (let i = 0; i < 20_000; i++) {
    if (blocks.length > 0 && random(100) < 48) {
      const [{ block, size, mark }] = blocks.splice(random(blocks.length), 1) as [typeof blocks[0]];
      assert(bytesOf(arena, block, size).every((byte) => byte === mark), `seed ${seed}, step ${i}`);
      arena.free(block);
    } else {
      const size = OWN + random(random(50) === 0 ? 20_000 : 300);
      const block = arena.allocate(size);
      const mark = random(256);
      assert(block > 0 && block % 4 === 0, `seed ${seed}, step ${i}`);
      bytesOf(arena, block, size).fill(mark);
      blocks.push({ block, size, mark });
    }
  }
});

test("Arena: the same pattern of use needs no more memory the thousandth time", () => {
  const arena = create();
  const round = () => {
    const blocks = [70, 3_000, 130, 64, 9_000].map((size) => arena.allocate(size));
    blocks.forEach((block) => arena.free(block));
  };
  round();
  const { length } = arena.bytes;
  for (let i = 0; i < 1_000; i++) round();
  assertStrictEquals(arena.bytes.length, length);
});

test("Arena: when nothing is in use, blocks of other sizes get the memory of the old ones", () => {
  const arena = create(new SharedArrayBuffer(1 << 16, { maxByteLength: 1 << 16 }));
  const small = Array.from({ length: 500 }, () => arena.allocate(100));
  assert(small.every((block) => block !== 0));
  assertStrictEquals(arena.allocate(50_000), 0);
  small.forEach((block) => arena.free(block));
  assert(arena.allocate(50_000) !== 0);
});

test("Arena: where there is no more memory, a larger free block serves, and then 0 says so", () => {
  const arena = create(new SharedArrayBuffer(1 << 16, { maxByteLength: 1 << 17 }));
  const large = arena.allocate(100_000);
  assert(large !== 0);
  const rest = [];
  for (let block; (block = arena.allocate(1_000)) !== 0;) rest.push(block);
  assert(rest.length > 10);
  assertStrictEquals(arena.allocate(100_000), 0);
  arena.free(large);
  assertStrictEquals(arena.allocate(1_000), large);
  assertStrictEquals(arena.allocate(2 ** 31), 0);
});

test("Arena: memory that another thread has added is seen after refresh", () => {
  const words = new Int32Array(Arena.WORDS);
  const memory = Arena.createMemory();
  const [here, there] = [new Arena(words, 0, memory), new Arena(words, 0, memory)];
  const block = there.allocate(1 << 20);
  assert(here.bytes.length < 1 << 20);
  here.refresh();
  bytesOf(there, block, 1 << 20).fill(7);
  assertEquals(bytesOf(here, block, 1 << 20).at(-1), 7);
});

test("Arena: after a repair what was in use stays untouched, though everything else is free", () => {
  const arena = create();
  const block = arena.allocate(100);
  bytesOf(arena, block, 100).fill(5);
  arena.free(arena.allocate(100));
  arena.repair();
  for (let i = 0; i < 1_000; i++) bytesOf(arena, arena.allocate(100), 100).fill(9);
  assert(bytesOf(arena, block, 100).every((byte) => byte === 5));
});
