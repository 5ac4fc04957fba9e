import { test } from "node:test";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { isMapped } from "../../_sync/mapped.ts";
import { futexParker } from "../../_sync/futex_parker.ts";
import { parkerOf } from "../../_sync/words.ts";
import { allocate, type Block, blockOf } from "../../multiprocessing/heap.ts";
import { Ranges } from "../../multiprocessing/ranges.ts";
import { dumps } from "../../multiprocessing/reduction.ts";
import { loadsSync } from "../../multiprocessing/revival.ts";
import { randomSource } from "../support/random.ts";
import { turn } from "../_sync/threads.ts";

/** The count in front of a block's data: threads that have it, and messages under way. */
const countOf = ({ memory, offset }: Block) => new Int32Array(memory.buffer)[offset / 4];

test("allocate: zeroed memory of its own, on which processes can sleep", () => {
  for (const size of [1, 40, 48, 49, 4_096, 3 << 20]) {
    const block = allocate(size);
    assertEquals(block.buffer.byteLength, size);
    assert(new Uint8Array(block.buffer).every((byte) => byte === 0));
    assert(isMapped(block.buffer));
    assertStrictEquals(blockOf(block.buffer), block);
    new Uint8Array(block.buffer).fill(255);
  }
  const words = new Int32Array(allocate(16).buffer);
  assertStrictEquals(parkerOf(words), futexParker);
});

test("allocate: no two blocks have memory in common, nor a cache line", () => {
  const blocks = Array.from({ length: 200 }, (_, i) => allocate(1 + i));
  const starts = blocks.map(({ offset }) => offset);
  assertEquals(new Set(starts.map((start) => start >> 6)).size, blocks.length);
  blocks.forEach((block, i) => new Uint8Array(block.buffer).fill(i));
  blocks.forEach((block, i) => assert(new Uint8Array(block.buffer).every((byte) => byte === i)));
});

test("Block: a message counts until it has arrived; what is there already stays the same object", () => {
  const block = allocate(8);
  assertEquals(countOf(block), 1);
  const { bytes, fds } = dumps([block, block], "value");
  assertEquals(countOf(block), 2);
  const [first, second] = loadsSync(bytes, fds) as [Block, Block];
  assertStrictEquals(first, block);
  assertStrictEquals(second, block);
  assertEquals(countOf(block), 1);
});

test("allocate: uses memory again that nobody has any more, zeroed", async () => {
  const places = new Set<string>();
  const size = 2 << 20;
  let rounds = 0;
  for (let again = false; !again; rounds++) {
    assert(rounds < 3_000, "never used again");
    const block = allocate(size);
    assert(new Uint8Array(block.buffer).every((byte) => byte === 0));
    new Uint8Array(block.buffer).fill(7);
    const place = `${block.memory.key} ${block.offset}`;
    again = places.has(place);
    places.add(place);
    // Lets the collector tell of what it has found.
    await turn();
  }
});

test("allocate: memory that a message holds is not used again", async () => {
  let block: Block | undefined = allocate(100_000);
  new Uint8Array(block.buffer)[5] = 5;
  const { bytes, fds } = dumps(block, "value");
  block = undefined;
  for (let i = 0; i < 200; i++) {
    new Uint8Array(allocate(100_000).buffer).fill(1);
    if (i % 10 === 0) await turn();
  }
  const arrived = loadsSync(bytes, fds) as Block;
  assertEquals(new Uint8Array(arrived.buffer)[5], 5);
});

test("Ranges: what is taken never overlaps, and what is given back joins its neighbours", () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
  const random = randomSource(seed);
  const ranges = new Ranges(1_000);
  const taken = new Map<number, number>();
  const owner = new Uint8Array(1_000);
  for (let i = 0; i < 5_000; i++) {
    const size = 1 + random(60);
    const place = random(2) === 0 ? undefined : ranges.take(size);
    if (place !== undefined) {
      assert(owner.subarray(place, place + size).every((used) => used === 0), `seed ${seed}`);
      owner.fill(1, place, place + size);
      taken.set(place, size);
    } else if (taken.size > 0) {
      const [start, length] = [...taken][random(taken.size)]!;
      taken.delete(start);
      owner.fill(0, start, start + length);
      ranges.give(start, length);
    }
  }
  for (const [start, length] of taken) ranges.give(start, length);
  assertEquals(ranges.take(1_000), 0, `seed ${seed}`);
  assertEquals(ranges.take(1), undefined);
});
