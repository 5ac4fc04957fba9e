// Blocks of shared memory for whatever needs less than a memory of its own.
//
//   arena:  │ COUNT, unused … 16 bytes │ data … │ COUNT … │ data …
//
// Each thread allocates from arenas of its own, so that no lock is needed, and none can stay taken. COUNT is how many
// threads, in all processes, have the block, and how many messages that carry it are under way. At 0 whoever owns the
// arena uses the memory again. Of a killed process, and of a message that nobody has received, it stays counted: such
// memory is used again by nobody, and goes with the last process that has the arena.

import { punchHole } from "../_runtime/processes/mapping.ts";
import { futexParker } from "../_sync/futex_parker.ts";
import { setMapped } from "../_sync/mapped.ts";
import { registerClass } from "../_transfer/registry.ts";
import { libcFor } from "./descriptors.ts";
import { createMemory, type Memory } from "./memory.ts";
import { Ranges } from "./ranges.ts";

const HEADER_BYTES = 16;
/** Of a block: as much as processors pass among themselves at once, so that no two blocks are in each other's way. */
const UNIT_BYTES = 64;
const ARENA_BYTES = 1 << 20;
const PAGE_BYTES = 4096;
/** From here on memory that is free is given back to the system. */
const BIG_BYTES = 1 << 16;

/** Memory that processes share. It is alive as long as its buffer, or a view of that. */
export class Block {
  /** Nothing but the block. Must not be transferred: the memory would be used for something else. */
  readonly buffer: ArrayBuffer;
  readonly memory: Memory;
  /** Of its header, in bytes. */
  readonly offset: number;
  readonly size: number;

  /** `allocate` makes new ones. */
  constructor(memory: Memory, offset: number, size: number) {
    this.memory = memory;
    this.offset = offset;
    this.size = size;
    this.buffer = libcFor("shared memory").foreign.memoryAt(
      addressOf(memory) + offset + HEADER_BYTES,
      size,
    );
    setMapped(this.buffer, futexParker);
    blocks.set(this.buffer, this);
    known.set(keyOf(memory, offset), new WeakRef(this.buffer));
    dropped().register(this.buffer, { memory, offset });
  }
}

interface Place {
  readonly memory: Memory;
  readonly offset: number;
}

interface Arena {
  readonly memory: Memory;
  readonly ranges: Ranges;
}

const arenas: Arena[] = [];
/** By place: those of arenas of this thread that this thread has no more. */
const abandoned = new Map<string, { readonly arena: Arena; readonly offset: number }>();
/** By place: blocks that this thread has, and how long those of its own arenas are. */
const known = new Map<string, WeakRef<ArrayBuffer>>();
const lengths = new Map<string, number>();
const blocks = new WeakMap<ArrayBufferLike, Block>();
const counts = new WeakMap<Memory, Int32Array>();
const addresses = new WeakMap<Memory, number>();
let allocated = 0;
let registry: FinalizationRegistry<Place> | undefined;

/** New memory, zeroed; NotSupportedError where there can be none. */
export function allocate(size: number): Block {
  const length = Math.ceil((HEADER_BYTES + size) / UNIT_BYTES) * UNIT_BYTES;
  // Not every time, since each of them is looked at.
  if (++allocated > abandoned.size) {
    allocated = 0;
    for (const key of abandoned.keys()) reuse(key);
  }
  const { arena, offset } = find(length);
  Atomics.store(countsOf(arena.memory), offset / 4, 1);
  lengths.set(keyOf(arena.memory, offset), length);
  return new Block(arena.memory, offset, Math.max(size, 1));
}

/** The block of a buffer. */
export function blockOf(buffer: ArrayBufferLike): Block | undefined {
  return blocks.get(buffer);
}

function find(length: number): { arena: Arena; offset: number } {
  for (const arena of arenas) {
    const offset = arena.ranges.take(length);
    if (offset !== undefined) return { arena, offset };
  }
  const size = Math.ceil(Math.max(length, ARENA_BYTES) / PAGE_BYTES) * PAGE_BYTES;
  const arena = { memory: createMemory(size), ranges: new Ranges(size) };
  arenas.push(arena);
  return { arena, offset: arena.ranges.take(length)! };
}

function dropped(): FinalizationRegistry<Place> {
  return registry ??= new FinalizationRegistry(({ memory, offset }) => {
    const key = keyOf(memory, offset);
    // It may have come back meanwhile.
    if (known.get(key)?.deref() === undefined) known.delete(key);
    Atomics.sub(countsOf(memory), offset / 4, 1);
    const arena = arenas.find((arena) => arena.memory === memory);
    if (arena === undefined) return;
    abandoned.set(key, { arena, offset });
    reuse(key);
  });
}

// Makes a block free if nobody has it any more.
function reuse(key: string): void {
  const { arena: { memory, ranges }, offset } = abandoned.get(key)!;
  if (Atomics.load(countsOf(memory), offset / 4) !== 0) {
    // Who has it again will tell.
    if (known.has(key)) abandoned.delete(key);
    return;
  }
  const length = lengths.get(key)!;
  abandoned.delete(key);
  lengths.delete(key);
  clear(memory, offset, length);
  ranges.give(offset, length);
}

function clear(memory: Memory, offset: number, length: number): void {
  const start = offset;
  let end = offset + length;
  if (length >= BIG_BYTES) {
    const first = Math.ceil(start / PAGE_BYTES) * PAGE_BYTES;
    const last = Math.floor(end / PAGE_BYTES) * PAGE_BYTES;
    if (punchHole(libcFor("shared memory"), memory.fd, first, last - first)) {
      new Uint8Array(memory.buffer, last, end - last).fill(0);
      end = first;
    }
  }
  new Uint8Array(memory.buffer, start, end - start).fill(0);
}

function countsOf(memory: Memory): Int32Array {
  let words = counts.get(memory);
  if (words === undefined) counts.set(memory, words = new Int32Array(memory.buffer));
  return words;
}

function addressOf(memory: Memory): number {
  let address = addresses.get(memory);
  if (address === undefined) {
    const { foreign } = libcFor("shared memory");
    addresses.set(memory, address = Number(foreign.address(new Uint8Array(memory.buffer))));
  }
  return address;
}

function keyOf({ key }: Memory, offset: number): string {
  return `${key} ${offset}`;
}

type Form = readonly [memory: Memory, offset: number, size: number];

registerClass("multiprocessing.Block", Block, {
  reduce({ memory, offset, size }): Form {
    Atomics.add(countsOf(memory), offset / 4, 1);
    return [memory, offset, size];
  },
  // What the message counted is counted for this thread from here on.
  revive(data) {
    const [memory, offset, size] = data as Form;
    const buffer = known.get(keyOf(memory, offset))?.deref();
    if (buffer === undefined) return new Block(memory, offset, size);
    Atomics.sub(countsOf(memory), offset / 4, 1);
    return blocks.get(buffer)!;
  },
  module: () => import.meta.url,
});
