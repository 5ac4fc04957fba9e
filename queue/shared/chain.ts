// The items of a shared queue: blocks of an arena in a chain, in the order in which they will leave.
//
//   HEAD ──▶ block ──▶ block ──▶ block ──▶ 0        each  NEXT · CLASS · SIZE · FORM · ATTACHED │ … │ bytes
//                                  ▲
//   TAIL ──────────────────────────┘
//
// One store makes a block part of the chain, and one takes it out: whatever moment a thread dies at, following the
// chain from HEAD gives all items, and `repair` the rest.

import { type Arena, BLOCK_NEXT } from "../../_sync/arena.ts";

/** Words of a block, after the arena's own. */
const SIZE = 2;
const FORM = 3;
const ATTACHED = 4;
// A multiple of 8 bytes: copying into shared memory is ten times slower on Deno where it is not aligned.
const HEADER_WORDS = 6;

const HEAD = 0;
const TAIL = 1;
/** Number of items. */
export const COUNT = 2;

export class Chain {
  /** Words that a chain needs. */
  static readonly WORDS: number = 3;

  /** Words of a block in front of the item's bytes. */
  protected readonly headerWords: number = HEADER_WORDS;
  protected readonly arena: Arena;
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #back: boolean;

  /** `back`: what comes last leaves last; else it leaves first. */
  constructor(words: Int32Array, at: number, arena: Arena, back: boolean) {
    this.#words = words;
    this.#at = at;
    this.arena = arena;
    this.#back = back;
  }

  get count(): number {
    return Atomics.load(this.#words, this.#at + COUNT);
  }

  /** A block that an item of that many bytes fits in; 0 when there is no memory. */
  allocate(size: number): number {
    const block = this.arena.allocate(this.headerWords * 4 + size);
    if (block !== 0) this.arena.ints[block + SIZE] = size;
    return block;
  }

  /** Says how the bytes are to be read, and the number of what is attached to them (0: nothing). */
  describe(block: number, form: number, attached: number): void {
    this.arena.ints[block + FORM] = form;
    this.arena.ints[block + ATTACHED] = attached;
  }

  /** Where the item's bytes begin. */
  offset(block: number): number {
    return (block + this.headerWords) * 4;
  }

  size(block: number): number {
    return this.arena.ints[block + SIZE]!;
  }

  form(block: number): number {
    return this.arena.ints[block + FORM]!;
  }

  attached(block: number): number {
    return this.arena.ints[block + ATTACHED]!;
  }

  /** Finds the place of a new entry, for the `link` that follows. */
  find(_entry: unknown): void {}

  /** Makes the block part of the chain. */
  link(block: number): void {
    const tail = this.#words[this.#at + TAIL]!;
    if (this.#back && tail !== 0) this.linkAfter(tail, block);
    else this.linkFirst(block);
  }

  /** Takes the first block out; 0 when there is none. */
  shift(): number {
    const words = this.#words;
    const at = this.#at;
    const block = words[at + HEAD]!;
    if (block === 0) return 0;
    const next = this.arena.ints[block + BLOCK_NEXT]!;
    words[at + HEAD] = next;
    if (next === 0) words[at + TAIL] = 0;
    this.#count(-1);
    return block;
  }

  /** The first block, 0: none. */
  get head(): number {
    return this.#words[this.#at + HEAD]!;
  }

  /** The one behind, 0: none. */
  next(block: number): number {
    return this.arena.ints[block + BLOCK_NEXT]!;
  }

  /** Counts again, and finds the end, after a thread has died in the midst of a change. Returns the count. */
  repair(): number {
    let count = 0;
    let tail = 0;
    for (let block = this.head; block !== 0; block = this.next(block)) {
      tail = block;
      count++;
    }
    this.#words[this.#at + TAIL] = tail;
    Atomics.store(this.#words, this.#at + COUNT, count);
    return count;
  }

  protected linkFirst(block: number): void {
    const words = this.#words;
    const at = this.#at;
    const head = words[at + HEAD]!;
    this.arena.ints[block + BLOCK_NEXT] = head;
    if (head === 0) words[at + TAIL] = block;
    words[at + HEAD] = block;
    this.#count(1);
  }

  protected linkAfter(before: number, block: number): void {
    const words = this.#words;
    const { ints } = this.arena;
    const next = ints[before + BLOCK_NEXT]!;
    ints[block + BLOCK_NEXT] = next;
    ints[before + BLOCK_NEXT] = block;
    if (next === 0) words[this.#at + TAIL] = block;
    this.#count(1);
  }

  // Read by others without the lock.
  #count(change: number): void {
    Atomics.store(this.#words, this.#at + COUNT, this.#words[this.#at + COUNT]! + change);
  }
}
