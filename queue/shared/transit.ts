/** Blocks on their way at a time that are known of. */
const SLOTS = 32;
const OVERFLOW = 2 * SLOTS;

/**
 * Large items are copied while others may enter. Their blocks are in no chain meanwhile: here they are, with those who
 * copy, so that they can be freed when these have died.
 *
 * | word       | value                                                     |
 * | ---------- | --------------------------------------------------------- |
 * | SLOT … × 2 | owner, block; a block of 0: unused                        |
 * | OVERFLOW   | 1: there were more than slots, so some are not known      |
 *
 * All of it is changed under the guard. A block that is in the chain, too, belongs there.
 */
export class Transit {
  /** Words that it needs. */
  static readonly WORDS: number = OVERFLOW + 1;

  readonly #words: Int32Array;
  readonly #at: number;

  constructor(words: Int32Array, at: number) {
    this.#words = words;
    this.#at = at;
  }

  /** Whether all blocks on their way are known. */
  get complete(): boolean {
    return this.#words[this.#at + OVERFLOW] === 0;
  }

  enter(block: number, owner: number): void {
    const slot = this.#find(0);
    if (slot < 0) {
      this.#words[this.#at + OVERFLOW] = 1;
      return;
    }
    this.#words[slot] = owner;
    this.#words[slot + 1] = block;
  }

  leave(block: number): void {
    const slot = this.#find(block);
    if (slot >= 0) this.#words[slot + 1] = 0;
  }

  /** Forgets the blocks of those who have died, and returns them. */
  sweep(alive: (owner: number) => boolean): number[] {
    return this.#drop((slot) => !alive(this.#words[slot]!));
  }

  /** Forgets those of these blocks that it knows. */
  forget(blocks: ReadonlySet<number>): void {
    this.#drop((slot) => blocks.has(this.#words[slot + 1]!));
  }

  /** All that it knows. */
  blocks(): number[] {
    const blocks: number[] = [];
    for (const slot of this.#slots()) blocks.push(this.#words[slot + 1]!);
    return blocks;
  }

  #drop(which: (slot: number) => boolean): number[] {
    const dropped: number[] = [];
    for (const slot of this.#slots()) {
      if (!which(slot)) continue;
      dropped.push(this.#words[slot + 1]!);
      this.#words[slot + 1] = 0;
    }
    return dropped;
  }

  *#slots(): Generator<number> {
    for (let slot = this.#at; slot < this.#at + OVERFLOW; slot += 2) {
      if (this.#words[slot + 1] !== 0) yield slot;
    }
  }

  #find(block: number): number {
    for (let slot = this.#at; slot < this.#at + OVERFLOW; slot += 2) {
      if (this.#words[slot + 1] === block) return slot;
    }
    return -1;
  }
}
