// A queue in shared memory, without the waiting: what is done to it, each under the guard.
//
// | words    |                                                                                        |
// | -------- | -------------------------------------------------------------------------------------- |
// | GUARD    | see guard.ts; all others but the waiters' are changed by who is inside                 |
// | ROOM     | items it may hold                                                                      |
// | CLOSED   | 1: shut down                                                                           |
// | UNDONE   | items put and not done                                                                 |
// | ARENA …  | see arena.ts                                                                           |
// | CHAIN …  | see chain.ts                                                                           |
// | ITEMS …  | those who wait for an item, see eventcount.ts                                          |
// | SPACE …  | those who wait for room                                                                |
// | DONE …   | those who wait until all is done                                                       |

import { Arena, MOST_BYTES } from "../../_sync/arena.ts";
import { EventCount } from "../../_sync/eventcount.ts";
import { Guard } from "../../_sync/guard.ts";
import { threadParker } from "../../_sync/thread_parker.ts";
import { forget } from "../../_thread/courier.ts";
import { IDENTIFIER_WORDS } from "../../_thread/identity.ts";
import { threadOwners } from "../../_thread/owners.ts";
import { shutDown, tooOften } from "../errors.ts";
import { Chain } from "./chain.ts";
import { detachMoved, giveAttachments, type Letter, open, restoreSync } from "./letter.ts";
import { OrderedChain } from "./ordered_chain.ts";
import { writeTo } from "../../_transfer/codec/encode.ts";

const GUARD = 0;
const ROOM = 1;
const CLOSED = 2;
const UNDONE = 3;
// Each on cache lines of its own, since threads look at some while others change the rest.
const LINE = 16;
const CHAIN = LINE;
const ITEMS = CHAIN + 2 * LINE;
const SPACE = ITEMS + LINE;
const DONE = SPACE + LINE;
const ARENA = DONE + LINE;
const WORDS = ARENA + Arena.WORDS + IDENTIFIER_WORDS;

/** Bytes that are copied under the guard, and out of shared memory before they are read. */
const SMALL = 1 << 14;
const MOST_ITEMS = 2 ** 31 - 1;

/** In what order items leave. */
export type Order<T> =
  | { readonly kind: "fifo" | "lifo" }
  | { readonly kind: "priority"; readonly natural: boolean; compare(a: T, b: T): number };

/** The memory of a queue: what crosses. */
export interface QueueMemory {
  readonly words: Int32Array;
  readonly memory: SharedArrayBuffer;
}

/** An item that has been taken out, still as bytes. */
export interface Taken {
  readonly bytes: Uint8Array;
  readonly form: number;
  /** Number of what is attached, 0: nothing. */
  readonly attached: number;
  /** To be freed when the bytes have been read; 0 when they are a copy. */
  readonly block: number;
}

/** Memory for an empty queue of at most `room` items. */
export function createQueueMemory(room: number): QueueMemory {
  const words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  words[ROOM] = Math.min(room, MOST_ITEMS);
  return { words, memory: Arena.createMemory() };
}

let scratch: Uint8Array<ArrayBuffer> | undefined;

export class QueueState<T> {
  readonly items: EventCount;
  readonly space: EventCount;
  readonly done: EventCount;
  readonly #words: Int32Array;
  readonly #guard: Guard;
  readonly #arena: Arena;
  readonly #chain: Chain;

  constructor({ words, memory }: QueueMemory, order: Order<T>) {
    this.#words = words;
    this.#guard = new Guard(words, GUARD, threadParker, threadOwners);
    this.#arena = new Arena(words, ARENA, memory);
    this.#chain = order.kind === "priority"
      ? new OrderedChain<T>(words, CHAIN, this.#arena, {
        natural: order.natural,
        compare: order.compare,
        read: (block) => this.#peek(block),
      })
      : new Chain(words, CHAIN, this.#arena, order.kind === "fifo");
    this.items = new EventCount(words, ITEMS, threadParker);
    this.space = new EventCount(words, SPACE, threadParker);
    this.done = new EventCount(words, DONE, threadParker);
  }

  get size(): number {
    return this.#chain.count;
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
    const small = letter.encoded.byteLength <= SMALL;
    let block = 0;
    this.#enter();
    try {
      if (!this.#admits()) return false;
      block = this.#allocate(letter);
      if (small) {
        writeTo(letter.encoded, this.#arena.bytes, this.#chain.offset(block));
        this.#link(block, letter);
      }
    } finally {
      this.#guard.leave();
    }
    if (!small && !this.#insertLarge(block, letter)) return false;
    this.items.notify(1);
    if (letter.transfer !== undefined) detachMoved(letter);
    return true;
  }

  /** Takes the first item out; undefined when there is none. Its bytes are to be read at once. */
  remove(): Taken | undefined {
    let taken: Taken;
    this.#enter();
    try {
      const chain = this.#chain;
      const block = chain.shift();
      if (block === 0) return undefined;
      const small = chain.size(block) <= SMALL;
      taken = {
        bytes: small ? this.#copy(block) : this.#bytes(block),
        form: chain.form(block),
        attached: chain.attached(block),
        block: small ? 0 : block,
      };
      if (small) this.#arena.free(block);
    } finally {
      this.#guard.leave();
    }
    this.space.notify(1);
    return taken;
  }

  /** Gives back the memory of an item that has been read. */
  free({ block }: Taken): void {
    if (block === 0) return;
    this.#enter();
    this.#arena.free(block);
    this.#guard.leave();
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
    const dropped: number[] = [];
    this.#enter();
    Atomics.store(this.#words, CLOSED, 1);
    try {
      if (immediate) this.#drop(dropped);
    } finally {
      this.#guard.leave();
    }
    dropped.forEach(forget);
    this.#wakeAll();
  }

  /** Takes over the counts of a queue that has been in one thread until now. */
  adopt(unfinished: number, closed: boolean): void {
    this.#enter();
    Atomics.store(this.#words, UNDONE, unfinished);
    Atomics.store(this.#words, CLOSED, closed ? 1 : 0);
    this.#guard.leave();
  }

  #enter(): void {
    const intact = this.#guard.enter();
    this.#arena.refresh();
    if (intact) return;
    this.#arena.repair();
    const count = this.#chain.repair();
    Atomics.store(this.#words, UNDONE, Math.max(count, this.#words[UNDONE]!));
    // Whoever died may not have come to it.
    this.#wakeAll();
  }

  #wakeAll(): void {
    this.items.notifyAll();
    this.space.notifyAll();
    this.done.notifyAll();
  }

  #admits(): boolean {
    if (this.closed) throw shutDown();
    return !this.full;
  }

  #allocate({ encoded: { byteLength } }: Letter): number {
    const block = byteLength < MOST_BYTES ? this.#chain.allocate(byteLength) : 0;
    if (block !== 0) return block;
    throw new RangeError(
      `an item of ${byteLength} bytes does not fit into the shared queue, whose memory ends at ` +
        `${this.#arena.memory.maxByteLength} bytes and holds ${this.size} items; give it a maxsize`,
    );
  }

  // Copying takes longer than others should be kept out.
  #insertLarge(block: number, letter: Letter): boolean {
    writeTo(letter.encoded, this.#arena.bytes, this.#chain.offset(block));
    this.#enter();
    try {
      let admitted = false;
      try {
        admitted = this.#admits();
      } finally {
        if (!admitted) this.#arena.free(block);
      }
      if (admitted) this.#link(block, letter);
      return admitted;
    } finally {
      this.#guard.leave();
    }
  }

  #link(block: number, letter: Letter): void {
    try {
      this.#chain.find(letter.item);
      this.#chain.describe(block, letter.form, giveAttachments(letter));
    } catch (error) {
      this.#arena.free(block);
      throw error;
    }
    this.#chain.link(block);
    Atomics.store(this.#words, UNDONE, this.#words[UNDONE]! + 1);
  }

  #undo(count: number): void {
    Atomics.store(this.#words, UNDONE, this.#words[UNDONE]! - count);
  }

  #drop(attachments: number[]): void {
    const chain = this.#chain;
    // taskDone may have been called before get: fewer may be unfinished than there are.
    this.#undo(Math.min(chain.count, this.#words[UNDONE]!));
    for (let block; (block = chain.shift()) !== 0;) {
      const attached = chain.attached(block);
      if (attached !== 0) attachments.push(attached);
      this.#arena.free(block);
    }
  }

  #bytes(block: number): Uint8Array {
    const offset = this.#chain.offset(block);
    return this.#arena.bytes.subarray(offset, offset + this.#chain.size(block));
  }

  // Into memory of this thread's own, so that others may go on; it is read before anything else is taken.
  #copy(block: number): Uint8Array {
    const { bytes } = this.#arena;
    const size = this.#chain.size(block);
    const offset = this.#chain.offset(block);
    const copy = scratch ??= new Uint8Array(SMALL);
    if (size > 64) copy.set(bytes.subarray(offset, offset + size));
    else for (let i = 0; i < size; i++) copy[i] = bytes[offset + i]!;
    return copy.subarray(0, size);
  }

  #peek(block: number): T {
    if (this.#chain.attached(block) !== 0) {
      throw new TypeError(
        "PriorityQueue: entries that hold shared memory or ports can't be compared with others; " +
          "put different numbers first: [priority, value]",
      );
    }
    return restoreSync(open(this.#bytes(block), this.#chain.form(block), undefined)) as T;
  }
}
