import { RuntimeError } from "../_runtime/errors.ts";
import type { Owners } from "./guard.ts";

const HEAD = 0;
const TAIL = 1;
const UNUSED = 2;
const TOUCHED = 3;
const WAITERS = 4;
const SLOTS = 5;

// Of a slot:
const BEFORE = 0;
const AFTER = 1;
const WAITING = 2;
const NOTIFIED = 3;
const OWNER = 4;
const SLOT_WORDS = 5;

/**
 * Who waits for a condition, in the order in which they came. An entry ("slot") is one blocked thread, or a run of
 * asynchronous waiters of one thread among whom nobody else came.
 *
 * | word     | value                                                     |
 * | -------- | --------------------------------------------------------- |
 * | HEAD     | the slot that is notified next; 0: nobody waits           |
 * | TAIL     | the slot that came last                                   |
 * | UNUSED   | a slot to be used again, linked by AFTER; 0: none         |
 * | TOUCHED  | slots ever used                                           |
 * | WAITERS  | sum of all WAITING                                        |
 * | and for each slot:                                                   |
 * | BEFORE   | the slot that came before; 0: none                        |
 * | AFTER    | the slot that came after; 0: none                         |
 * | WAITING  | its waiters that are not notified; at 0 it leaves the list |
 * | NOTIFIED | its waiters that were notified, since it was taken        |
 * | OWNER    | where waiters may die without a word: whose it is, 0: nobody's |
 *
 * All of it is changed only by a thread that holds the condition's lock. NOTIFIED is read without it, too: the owner
 * of the slot sleeps on it. A slot is given back by its owner, who alone knows when the last of its waiters has looked;
 * for an owner that was killed others do it.
 */
export class WaitList {
  /** Slots there are. */
  static readonly CAPACITY = 512;
  /** Words that a list needs. */
  static readonly WORDS: number = SLOTS + SLOT_WORDS * WaitList.CAPACITY;

  readonly #words: Int32Array;
  readonly #base: number;
  readonly #owners: Owners | undefined;

  /** Over zeroed words, or those of the same list in another thread; `owners` where waiters may die without a word. */
  constructor(words: Int32Array, base: number, owners?: Owners) {
    this.#words = words;
    this.#base = base;
    this.#owners = owners;
  }

  /** Waiters that are not notified. */
  get waiters(): number {
    return Atomics.load(this.#words, this.#base + WAITERS);
  }

  /** The slot that came last; 0: nobody waits. */
  get tail(): number {
    return this.#get(TAIL);
  }

  /** The index of the word that counts the notifications of `slot`. */
  notified(slot: number): number {
    return this.#base + at(slot) + NOTIFIED;
  }

  /** A slot at the end of the list, with one waiter. */
  append(): number {
    const slot = this.#take();
    const tail = this.#get(TAIL);
    this.#set(at(slot) + BEFORE, tail);
    this.#set(at(slot) + AFTER, 0);
    this.#set(at(slot) + WAITING, 0);
    this.#set(at(slot) + OWNER, this.#owners?.current() ?? 0);
    Atomics.store(this.#words, this.notified(slot), 0);
    this.#set(tail === 0 ? HEAD : at(tail) + AFTER, slot);
    this.#set(TAIL, slot);
    this.join(slot);
    return slot;
  }

  /** One more waiter at the end of `slot`, which must be the last one. */
  join(slot: number): void {
    this.#count(slot, 1);
  }

  /** A waiter of `slot` that is not notified goes away. */
  leave(slot: number): void {
    this.#count(slot, -1);
    if (this.#get(at(slot) + WAITING) === 0) this.#unlink(slot);
  }

  /** Notifies at most `n` waiters; `wake` is called for each slot concerned, and says whether anybody slept on it. */
  notify(n: number, wake: (slot: number) => boolean): void {
    for (let slot; n > 0 && (slot = this.#get(HEAD)) !== 0;) {
      const waiting = this.#get(at(slot) + WAITING);
      const count = Math.min(n, waiting);
      n -= count;
      this.#count(slot, -count);
      if (count === waiting) this.#unlink(slot);
      Atomics.add(this.#words, this.notified(slot), count);
      if (wake(slot) || this.#owned(slot)) continue;
      // Nobody was there to hear of it.
      n += count;
      if (count < waiting) this.#bury(slot);
      else this.free(slot);
    }
  }

  /** Gives back `slot`, which must have left the list, and on which nobody may sleep. */
  free(slot: number): void {
    this.#set(at(slot) + OWNER, 0);
    this.#set(at(slot) + AFTER, this.#get(UNUSED));
    this.#set(UNUSED, slot);
  }

  #take(): number {
    const unused = this.#get(UNUSED);
    if (unused !== 0) {
      this.#set(UNUSED, this.#get(at(unused) + AFTER));
      return unused;
    }
    const touched = this.#get(TOUCHED);
    if (touched === WaitList.CAPACITY) {
      if (this.#reclaim()) return this.#take();
      throw new RuntimeError(
        `a condition has room for ${WaitList.CAPACITY} waiters at a time (asynchronous ones that ` +
          "come from one thread in a row count as one)",
      );
    }
    this.#set(TOUCHED, touched + 1);
    return touched + 1;
  }

  // Whether the owner of the slot is there, as far as that can be known.
  #owned(slot: number): boolean {
    const owners = this.#owners;
    return owners === undefined || owners.alive(this.#get(at(slot) + OWNER));
  }

  // Gives back the slots of those who have died; false if there are none.
  #reclaim(): boolean {
    if (this.#owners === undefined) return false;
    for (let slot = 1; slot <= WaitList.CAPACITY; slot++) {
      if (!this.#owned(slot)) this.#bury(slot);
    }
    return this.#get(UNUSED) !== 0;
  }

  #bury(slot: number): void {
    const waiting = this.#get(at(slot) + WAITING);
    if (waiting > 0) {
      this.#count(slot, -waiting);
      this.#unlink(slot);
    }
    this.free(slot);
  }

  #unlink(slot: number): void {
    const before = this.#get(at(slot) + BEFORE);
    const after = this.#get(at(slot) + AFTER);
    this.#set(before === 0 ? HEAD : at(before) + AFTER, after);
    this.#set(after === 0 ? TAIL : at(after) + BEFORE, before);
  }

  #count(slot: number, change: number): void {
    this.#set(at(slot) + WAITING, this.#get(at(slot) + WAITING) + change);
    // Read by anybody.
    Atomics.add(this.#words, this.#base + WAITERS, change);
  }

  #get(offset: number): number {
    return this.#words[this.#base + offset]!;
  }

  #set(offset: number, value: number): void {
    this.#words[this.#base + offset] = value;
  }
}

function at(slot: number): number {
  return SLOTS + (slot - 1) * SLOT_WORDS;
}
