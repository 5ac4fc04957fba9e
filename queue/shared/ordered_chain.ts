// A chain in the order of its entries: a skip list. Of the blocks on each level about every fourth is on the next one,
// too, so that a place is found by comparing with few of them. The lowest level is the chain itself, and the others can
// be made from it again.

import type { Arena } from "../../_sync/arena.ts";
import { Chain } from "./chain.ts";

/** Levels, the chain itself counted: enough for some millions of entries. */
const LEVELS = 12;
const ODDS = 1 / 4;

// Words of a block, behind those of every chain.
const HEIGHT = 5;
const KEY_DOUBLE = 3; // the words 6 and 7
const UPPER = 8;

/** Kinds of keys; they share a word with the height. */
const NONE = 0;
const NUMBER = 1;
const ARRAY = 2;
const KIND_SHIFT = 8;
const HEIGHT_MASK = 0xff;

/** How entries are compared, and read. */
export interface Entries<T> {
  compare(a: T, b: T): number;
  /** Whether a number, or an array's first number, is enough to tell entries that differ in it. */
  readonly natural: boolean;
  read(block: number): T;
}

export class OrderedChain<T> extends Chain {
  static override readonly WORDS: number = Chain.WORDS + LEVELS;

  protected override readonly headerWords: number = UPPER + LEVELS;
  readonly #words: Int32Array;
  readonly #heads: number;
  readonly #entries: Entries<T>;
  /** Per level the last block in front of the new one, 0: the head. */
  readonly #before: number[] = new Array(LEVELS).fill(0);
  #kind = NONE;
  #key = 0;

  constructor(words: Int32Array, at: number, arena: Arena, entries: Entries<T>) {
    super(words, at, arena, true);
    this.#words = words;
    this.#heads = at + Chain.WORDS;
    this.#entries = entries;
  }

  /** Looks for the place behind all that do not come after the entry. What `compare` throws comes out. */
  override find(entry: T): void {
    const { natural } = this.#entries;
    // The only one is compared with nothing, and would make all others fail.
    if (natural && this.head === 0) this.#entries.compare(entry, entry);
    this.#kind = natural ? kindOf(entry) : NONE;
    this.#key = this.#kind === NONE ? 0 : keyOf(entry, this.#kind);
    this.#search(entry, this.#kind, this.#key);
  }

  override link(block: number): void {
    const { ints, doubles } = this.arena;
    const height = randomHeight();
    ints[block + HEIGHT] = height | this.#kind << KIND_SHIFT;
    doubles[block / 2 + KEY_DOUBLE] = this.#key;
    const [first] = this.#before;
    if (first === 0) this.linkFirst(block);
    else this.linkAfter(first!, block);
    for (let level = 1; level < height; level++) {
      const before = this.#before[level]!;
      ints[block + UPPER + level] = this.#after(before, level);
      this.#setAfter(before, level, block);
    }
  }

  override shift(): number {
    const { ints } = this.arena;
    const { head } = this;
    if (head !== 0) {
      const height = ints[head + HEIGHT]! & HEIGHT_MASK;
      for (let level = 1; level < height; level++) {
        this.#setAfter(0, level, this.#after(head, level));
      }
    }
    return super.shift();
  }

  override repair(): number {
    const count = super.repair();
    this.#before.fill(0);
    for (let level = 1; level < LEVELS; level++) this.#setAfter(0, level, 0);
    for (let block = this.head; block !== 0; block = this.next(block)) {
      const height = this.arena.ints[block + HEIGHT]! & HEIGHT_MASK;
      for (let level = 1; level < height; level++) {
        this.arena.ints[block + UPPER + level] = 0;
        this.#setAfter(this.#before[level]!, level, block);
        this.#before[level] = block;
      }
    }
    return count;
  }

  #search(entry: T, kind: number, key: number): void {
    let before = 0;
    // Known to come after the entry.
    let behind = 0;
    for (let level = LEVELS - 1; level >= 0; level--) {
      for (;;) {
        const next = this.#after(before, level);
        if (next === behind) break;
        if (this.#comesAfter(next, entry, kind, key)) {
          behind = next;
          break;
        }
        before = next;
      }
      this.#before[level] = before;
    }
  }

  #comesAfter(block: number, entry: T, kind: number, key: number): boolean {
    if (kind !== NONE && this.arena.ints[block + HEIGHT]! >> KIND_SHIFT === kind) {
      const other = this.arena.doubles[block / 2 + KEY_DOUBLE]!;
      if (other !== key) return other > key;
      if (kind === NUMBER) return false;
    }
    return this.#entries.compare(this.#entries.read(block), entry) > 0;
  }

  #after(block: number, level: number): number {
    if (block === 0) return level === 0 ? this.head : this.#words[this.#heads + level]!;
    return level === 0 ? this.next(block) : this.arena.ints[block + UPPER + level]!;
  }

  #setAfter(block: number, level: number, next: number): void {
    if (block === 0) this.#words[this.#heads + level] = next;
    else this.arena.ints[block + UPPER + level] = next;
  }
}

function randomHeight(): number {
  let height = 1;
  while (height < LEVELS && Math.random() < ODDS) height++;
  return height;
}

function kindOf(entry: unknown): number {
  if (typeof entry === "number") return Number.isNaN(entry) ? NONE : NUMBER;
  if (!Array.isArray(entry)) return NONE;
  const first = entry[0];
  return typeof first === "number" && !Number.isNaN(first) ? ARRAY : NONE;
}

function keyOf(entry: unknown, kind: number): number {
  return kind === NUMBER ? entry as number : (entry as [number])[0];
}
