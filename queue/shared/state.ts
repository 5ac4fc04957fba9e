// A queue in shared memory, without the waiting: what is done to it, each under the guard.
//
// | words    |                                                                                        |
// | -------- | -------------------------------------------------------------------------------------- |
// | GUARD    | see guard.ts; all others but the waiters' are changed by who is inside                 |
// | ROOM     | items it may hold                                                                      |
// | CLOSED   | 1: shut down                                                                           |
// | UNDONE   | items put and not done                                                                 |
// | ITEMS …  | those who wait for an item, see eventcount.ts                                          |
// | SPACE …  | those who wait for room                                                                |
// | DONE …   | those who wait until all is done                                                       |
// | STOCK …  | see stock.ts                                                                           |

import type { Ground } from "../../_sync/arena.ts";
import { EventCount } from "../../_sync/eventcount.ts";
import { Guard } from "../../_sync/guard.ts";
import { shutDown, tooOften } from "../errors.ts";
import { detachMoved, type Letter } from "./letter.ts";
import type { Mail, Reach } from "./reach.ts";
import { type Order, Stock, type Taken } from "./stock.ts";

const GUARD = 0;
const ROOM = 1;
const CLOSED = 2;
const UNDONE = 3;
// Each on cache lines of its own, since threads look at some while others change the rest.
const LINE = 16;
const ITEMS = LINE;
const SPACE = ITEMS + LINE;
const DONE = SPACE + LINE;
const STOCK = DONE + LINE;

const MOST_ITEMS = 2 ** 31 - 1;

/** The memory of a queue: what crosses. */
export interface QueueMemory {
  readonly words: Int32Array;
  readonly memory: SharedArrayBuffer | Ground;
}

export class QueueState<T> {
  /** Words that it needs. */
  static readonly WORDS: number = STOCK + Stock.WORDS;

  readonly items: EventCount;
  readonly space: EventCount;
  readonly done: EventCount;
  readonly #words: Int32Array;
  readonly #guard: Guard;
  readonly #stock: Stock<T>;
  readonly #mail: Mail;

  constructor({ words, memory }: QueueMemory, order: Order<T>, reach: Reach) {
    const { parker, owners, mail } = reach;
    this.#words = words;
    this.#guard = new Guard(words, GUARD, parker, owners);
    this.#stock = new Stock(words, STOCK, memory, order, reach);
    this.#mail = mail;
    this.items = new EventCount(words, ITEMS, parker);
    this.space = new EventCount(words, SPACE, parker);
    this.done = new EventCount(words, DONE, parker);
  }

  /** Makes zeroed words those of an empty queue of at most `room` items. */
  static begin(words: Int32Array, room: number): void {
    words[ROOM] = Math.min(room, MOST_ITEMS);
  }

  get size(): number {
    return this.#stock.count;
  }

  get closed(): boolean {
    return Atomics.load(this.#words, CLOSED) !== 0;
  }

  get unfinished(): number {
    return Atomics.load(this.#words, UNDONE);
  }

  get full(): boolean {
    return this.size >= this.#words[ROOM]!;
  }

  /** Puts the letter in; false when there is no room. What throws leaves the queue as it was. */
  insert(letter: Letter): boolean {
    const large = this.#stock.isLarge(letter);
    let block = 0;
    this.#enter();
    try {
      if (!this.#admits()) return false;
      block = this.#stock.reserve(letter);
      if (!large) this.#link(block, letter);
    } finally {
      this.#guard.leave();
    }
    if (large && !this.#insertLarge(block, letter)) return false;
    this.items.notify(1);
    if (letter.transfer !== undefined) detachMoved(letter);
    return true;
  }

  /** Takes the first item out; undefined when there is none. Its bytes are to be read at once. */
  remove(): Taken | undefined {
    let taken: Taken | undefined;
    this.#enter();
    try {
      taken = this.#stock.shift();
    } finally {
      this.#guard.leave();
    }
    if (taken !== undefined) this.space.notify(1);
    return taken;
  }

  /** Gives back the memory of an item that has been read. */
  free({ block }: Taken): void {
    if (block !== 0) this.#free(block);
  }

  /** One item is done; throws RangeError when all are. */
  finish(): void {
    this.#enter();
    try {
      if (this.#words[UNDONE] === 0) throw tooOften();
      this.#undo(1);
    } finally {
      this.#guard.leave();
    }
    if (this.unfinished === 0) this.done.notifyAll();
  }

  /** Lets nothing in any more; `immediate`: and drops what is there. */
  close(immediate: boolean): void {
    let dropped: number[] = [];
    this.#enter();
    Atomics.store(this.#words, CLOSED, 1);
    try {
      if (immediate) {
        // taskDone may have been called before get: fewer may be unfinished than there are.
        this.#undo(Math.min(this.size, this.#words[UNDONE]!));
        dropped = this.#stock.clear();
      }
    } finally {
      this.#guard.leave();
    }
    for (const attached of dropped) this.#mail.forget(attached);
    this.wakeAll();
  }

  /** Takes over the counts of a queue that has been in one thread until now. */
  adopt(unfinished: number, closed: boolean): void {
    this.#enter();
    Atomics.store(this.#words, UNDONE, unfinished);
    Atomics.store(this.#words, CLOSED, closed ? 1 : 0);
    this.#guard.leave();
  }

  /** Wakes all who wait, in any thread. */
  wakeAll(): void {
    this.items.notifyAll();
    this.space.notifyAll();
    this.done.notifyAll();
  }

  /** Does what somebody who has died may not have come to. */
  look(): void {
    this.#enter();
    this.#guard.leave();
    if (this.size > 0) this.items.notifyAll();
    if (!this.full) this.space.notifyAll();
    if (this.unfinished === 0) this.done.notifyAll();
  }

  #enter(): void {
    const intact = this.#guard.enter();
    this.#stock.refresh();
    if (intact) return;
    const count = this.#stock.repair();
    Atomics.store(this.#words, UNDONE, Math.max(count, this.#words[UNDONE]!));
    // Whoever died may not have come to it.
    this.wakeAll();
  }

  #admits(): boolean {
    if (this.closed) throw shutDown();
    return !this.full;
  }

  // Copying takes longer than others should be kept out.
  #insertLarge(block: number, letter: Letter): boolean {
    try {
      this.#stock.write(block, letter);
    } catch (error) {
      this.#free(block);
      throw error;
    }
    this.#enter();
    try {
      let admitted = false;
      try {
        admitted = this.#admits();
      } finally {
        if (!admitted) this.#stock.free(block);
      }
      if (admitted) this.#link(block, letter);
      return admitted;
    } finally {
      this.#guard.leave();
    }
  }

  #free(block: number): void {
    this.#enter();
    this.#stock.free(block);
    this.#guard.leave();
  }

  #link(block: number, letter: Letter): void {
    this.#stock.link(block, letter);
    Atomics.store(this.#words, UNDONE, this.#words[UNDONE]! + 1);
  }

  #undo(count: number): void {
    Atomics.store(this.#words, UNDONE, this.#words[UNDONE]! - count);
  }
}
