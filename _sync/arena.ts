// Memory that threads, or processes, share and that grows: blocks of any size, each the smallest of its class that fits.
// To be used by one thread at a time, under a lock.
//
// Classes are 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, … units of 16 bytes, so that at most a fifth is wasted. A free block
// waits in the list of its class; when there is none in use, and no free one that fits, everything begins anew.
//
// | word    | value                                                        |
// | ------- | ------------------------------------------------------------ |
// | LENGTH  | bytes of memory there are                                    |
// | TOP     | units that have ever been part of a block                    |
// | USED    | blocks in use                                                |
// | FREE …  | the first free block of each class, 0: none                  |
//
// A block is named by the index of its first 32-bit word. Its words 0 and 1 belong to the arena: the next free block
// (while the block is in use: anybody's), and the class.

const LENGTH = 0;
const TOP = 1;
const USED = 2;
const FREE = 3;

const UNIT_BYTES = 16;
const UNIT_WORDS = UNIT_BYTES / 4;
/** The first unit stays unused, so that no block is called 0. */
const FIRST_UNIT = 1;
const CLASSES = 102;
/** Classes above the right one that are taken before memory is added: up to twice the size. */
const NEAR = 4;
const INITIAL_BYTES = 1 << 16;

/** Bytes that an arena can have at most. */
export const MOST_BYTES: number = 2 ** 31 - 2 ** 16;
/** What is tried where the address space is short. */
const LIMITS = [MOST_BYTES, 2 ** 28, 2 ** 25];

/** Words of a block that the arena writes itself. */
export const BLOCK_NEXT = 0;
export const BLOCK_CLASS = 1;

/** What an arena can lie in, other than a SharedArrayBuffer: a part of a mapping. */
export interface Ground {
  readonly buffer: ArrayBufferLike;
  /** Where it begins there. */
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly maxByteLength: number;
  /** Makes it so long. */
  grow(byteLength: number): void;
  /** Sees what others have made it grow to. */
  refresh(byteLength: number): void;
}

export class Arena {
  /** Words that an arena needs, outside its memory. */
  static readonly WORDS: number = FREE + CLASSES;

  readonly memory: SharedArrayBuffer | Ground;
  /** The memory as 32-bit words. */
  ints!: Int32Array;
  /** The memory as bytes. */
  bytes!: Uint8Array;
  /** The memory as doubles. */
  doubles!: Float64Array;
  readonly #words: Int32Array;
  readonly #at: number;

  /** Over memory that nobody has written to, and zeroed words of its own. */
  constructor(words: Int32Array, at: number, memory: SharedArrayBuffer | Ground) {
    this.#words = words;
    this.#at = at;
    this.memory = memory;
    this.#look();
  }

  static createMemory(): SharedArrayBuffer {
    for (const maxByteLength of LIMITS) {
      try {
        return new SharedArrayBuffer(INITIAL_BYTES, { maxByteLength });
      } catch {
        continue;
      }
    }
    return new SharedArrayBuffer(INITIAL_BYTES, { maxByteLength: INITIAL_BYTES });
  }

  /** Sees the memory that others have added. To be called first after entering the lock. */
  refresh(): void {
    const length = this.#words[this.#at + LENGTH]!;
    if (length <= this.bytes.length) return;
    if ("refresh" in this.memory) this.memory.refresh(length);
    this.#look();
  }

  /** A block for so many bytes, the arena's own words counted; 0 when there is no more memory. */
  allocate(bytes: number): number {
    const size = classOf(Math.ceil(bytes / UNIT_BYTES));
    if (size >= CLASSES) return 0;
    const near = Math.min(size + NEAR, CLASSES - 1);
    const block = this.#reuse(size, near) || this.#extend(size) ||
      this.#reuse(near + 1, CLASSES - 1);
    if (block !== 0) this.#words[this.#at + USED]!++;
    return block;
  }

  /** Gives a block back. */
  free(block: number): void {
    const words = this.#words;
    const at = this.#at;
    words[at + USED]!--;
    const list = at + FREE + this.ints[block + BLOCK_CLASS]!;
    this.ints[block + BLOCK_NEXT] = words[list]!;
    words[list] = block;
  }

  /**
   * After a thread has died in the midst of it. `used`: all blocks in use; if they are not known, what was free is lost,
   * and what is in use may be anything.
   */
  repair(used?: readonly number[]): void {
    const words = this.#words;
    const at = this.#at;
    words.fill(0, at + FREE, at + FREE + CLASSES);
    words[at + USED] = used?.length ?? words[at + USED]! + 2 ** 20;
    if (used !== undefined) words[at + TOP] = this.#freeBetween([...used].sort((a, b) => a - b));
  }

  // Returns the unit behind the last of them.
  #freeBetween(used: readonly number[]): number {
    let unit = FIRST_UNIT;
    for (const block of used) {
      const first = block / UNIT_WORDS;
      for (let size; (size = largestWithin(first - unit)) >= 0; unit += unitsOf(size)) {
        const free = unit * UNIT_WORDS;
        const list = this.#at + FREE + size;
        this.ints[free + BLOCK_CLASS] = size;
        this.ints[free + BLOCK_NEXT] = this.#words[list]!;
        this.#words[list] = free;
      }
      unit = first + unitsOf(this.ints[block + BLOCK_CLASS]!);
    }
    return unit;
  }

  #look(): void {
    const { byteLength } = this.memory;
    const [buffer, offset] = "buffer" in this.memory
      ? [this.memory.buffer, this.memory.byteOffset]
      : [this.memory, 0];
    // Views that keep track of the length themselves are twenty times slower on Deno.
    this.ints = new Int32Array(buffer, offset, byteLength / 4);
    this.bytes = new Uint8Array(buffer, offset, byteLength);
    this.doubles = new Float64Array(buffer, offset, byteLength / 8);
  }

  #reuse(first: number, last: number): number {
    const words = this.#words;
    for (let list = this.#at + FREE + first; list <= this.#at + FREE + last; list++) {
      const block = words[list]!;
      if (block === 0) continue;
      words[list] = this.ints[block + BLOCK_NEXT]!;
      return block;
    }
    return 0;
  }

  #extend(size: number): number {
    const words = this.#words;
    // Makes all memory one piece again.
    if (words[this.#at + USED] === 0) words.fill(0, this.#at + TOP, this.#at + FREE + CLASSES);
    const first = Math.max(words[this.#at + TOP]!, FIRST_UNIT);
    const end = first + unitsOf(size);
    if (end * UNIT_BYTES > this.bytes.length && !this.#grow(end * UNIT_BYTES)) return 0;
    words[this.#at + TOP] = end;
    const block = first * UNIT_WORDS;
    this.ints[block + BLOCK_CLASS] = size;
    return block;
  }

  #grow(needed: number): boolean {
    const { maxByteLength } = this.memory;
    if (needed > maxByteLength) return false;
    let length = this.bytes.length;
    while (length < needed) length *= 2;
    try {
      this.memory.grow(Math.min(length, maxByteLength));
    } catch {
      return false;
    }
    this.#look();
    this.#words[this.#at + LENGTH] = this.bytes.length;
    return true;
  }
}

function classOf(units: number): number {
  if (units <= 4) return 0;
  const shift = 29 - Math.clz32(units - 1);
  return shift * 4 + ((units - 1) >> shift) - 3;
}

/** The largest class of blocks of at most so many units; negative: none. */
function largestWithin(units: number): number {
  if (units < 4) return -1;
  const size = Math.min(classOf(units), CLASSES - 1);
  return unitsOf(size) > units ? size - 1 : size;
}

function unitsOf(size: number): number {
  if (size === 0) return 4;
  return (5 + ((size - 1) & 3)) << ((size - 1) >> 2);
}
