// The items of a shared queue, and the memory they lie in. To be used under the guard, but for `write`.
//
//   small letter ── reserve ──▶ block ── link ──▶ chain ── shift ──▶ copy
//   large letter ── reserve ──▶ block ── write ──▶ (transit) ── link ──▶ chain ── shift ──▶ (transit) ── free

import { Arena, type Ground, MOST_BYTES } from "../../_sync/arena.ts";
import { UNKNOWN_OWNER } from "../../_sync/guard.ts";
import { writeTo } from "../../_transfer/codec/encode.ts";
import { Chain } from "./chain.ts";
import type { Letter } from "./letter.ts";
import { OrderedChain } from "./ordered_chain.ts";
import type { Reach } from "./reach.ts";
import { Transit } from "./transit.ts";

/** In what order items leave. */
export type Order<T> =
  | { readonly kind: "fifo" | "lifo" }
  | { readonly kind: "priority"; readonly natural: boolean; compare(a: T, b: T): number };

/** An item that has been taken out, still as bytes. */
export interface Taken {
  readonly bytes: Uint8Array;
  readonly form: number;
  /** Number of what is attached, 0: nothing. */
  readonly attached: number;
  /** To be freed when the bytes have been read; 0 when they are a copy. */
  readonly block: number;
}

/** Bytes that are copied under the guard, and out of shared memory before they are read. */
const SMALL = 1 << 14;
/** Milliseconds between two looks for blocks whose owners have died. */
const SWEEP = 100;

const CHAIN = 0;
// On cache lines of its own, since threads look at it while others change the rest.
const ARENA = 32;
const TRANSIT = ARENA + Arena.WORDS;

let scratch: Uint8Array<ArrayBuffer> | undefined;
/** Of the scratch memory, by their length: those of short items need not be made anew each time. */
const views: (Uint8Array | undefined)[] = new Array(256).fill(undefined);

export class Stock<T> {
  /** Words that it needs. */
  static readonly WORDS: number = TRANSIT + Transit.WORDS;

  readonly #arena: Arena;
  readonly #chain: Chain;
  readonly #transit: Transit;
  readonly #reach: Reach;
  #swept = 0;

  constructor(
    words: Int32Array,
    at: number,
    memory: SharedArrayBuffer | Ground,
    order: Order<T>,
    reach: Reach,
  ) {
    this.#arena = new Arena(words, at + ARENA, memory);
    this.#chain = order.kind === "priority"
      ? new OrderedChain<T>(words, at + CHAIN, this.#arena, {
        natural: order.natural,
        compare: order.compare,
        read: (block) => this.#peek(block),
      })
      : new Chain(words, at + CHAIN, this.#arena, order.kind === "fifo");
    this.#transit = new Transit(words, at + TRANSIT);
    this.#reach = reach;
  }

  /** Number of items; to be asked by anybody. */
  get count(): number {
    return this.#chain.count;
  }

  /** Sees what others have changed. To be called first after entering the guard. */
  refresh(): void {
    this.#arena.refresh();
  }

  /** Whether the bytes of a letter are to be written before it is linked, without the guard. */
  isLarge({ encoded: { byteLength } }: Letter): boolean {
    return byteLength > SMALL;
  }

  /** A block for a letter; throws RangeError when there is no memory. */
  reserve(letter: Letter): number {
    const { byteLength } = letter.encoded;
    const large = this.isLarge(letter);
    if (large) this.#sweep();
    const block = byteLength < MOST_BYTES ? this.#chain.allocate(byteLength) : 0;
    if (block === 0) throw this.#tooLarge(byteLength);
    if (large) this.#transit.enter(block, this.#reach.owners.current());
    return block;
  }

  write(block: number, letter: Letter): void {
    writeTo(letter.encoded, this.#arena.bytes, this.#chain.offset(block));
  }

  /** Makes the block an item; what throws frees it. */
  link(block: number, letter: Letter): void {
    const large = this.isLarge(letter);
    try {
      if (!large) this.write(block, letter);
      this.#chain.find(letter.item);
      this.#chain.describe(block, letter.form, this.#reach.mail.give(letter));
    } catch (error) {
      this.free(block);
      throw error;
    }
    this.#chain.link(block);
    if (large) this.#transit.leave(block);
  }

  /** Takes the first item out; undefined when there is none. Its bytes are to be read at once. */
  shift(): Taken | undefined {
    const chain = this.#chain;
    const { head } = chain;
    if (head === 0) return undefined;
    const small = chain.size(head) <= SMALL;
    const form = chain.form(head);
    const attached = chain.attached(head);
    // In this order: whoever dies in between leaves it in the chain.
    if (!small) this.#transit.enter(head, this.#reach.owners.current());
    chain.shift();
    if (attached !== 0) this.#reach.mail.claim(attached);
    if (!small) return { bytes: this.#bytes(head), form, attached, block: head };
    const bytes = this.#copy(head);
    this.#arena.free(head);
    return { bytes, form, attached, block: 0 };
  }

  /** Gives back a block that is not in the chain. */
  free(block: number): void {
    if (this.#chain.size(block) > SMALL) this.#transit.leave(block);
    this.#arena.free(block);
  }

  /** Takes all items out; the numbers of what was attached. */
  clear(): number[] {
    const chain = this.#chain;
    const attachments: number[] = [];
    for (let block; (block = chain.shift()) !== 0;) {
      const attached = chain.attached(block);
      if (attached !== 0) attachments.push(attached);
      this.#arena.free(block);
    }
    return attachments;
  }

  /** After somebody has died in the midst of a change. Returns the number of items. */
  repair(): number {
    const count = this.#chain.repair();
    const items = new Set<number>();
    for (let at = this.#chain.head; at !== 0; at = this.#chain.next(at)) items.add(at);
    this.#transit.forget(items);
    this.#transit.sweep((owner) => this.#isAlive(owner));
    this.#arena.repair(
      this.#transit.complete ? [...items, ...this.#transit.blocks()] : undefined,
    );
    return count;
  }

  #sweep(): void {
    const now = performance.now();
    if (now < this.#swept + SWEEP) return;
    this.#swept = now;
    for (const block of this.#transit.sweep((owner) => this.#isAlive(owner))) {
      this.#arena.free(block);
    }
  }

  #isAlive(owner: number): boolean {
    return owner === UNKNOWN_OWNER || this.#reach.owners.alive(owner);
  }

  #tooLarge(byteLength: number): RangeError {
    return new RangeError(
      `an item of ${byteLength} bytes does not fit into the shared queue, whose memory ends at ` +
        `${this.#arena.memory.maxByteLength} bytes and holds ${this.count} items; give it a maxsize`,
    );
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
    if (size >= views.length) return copy.subarray(0, size);
    return views[size] ??= copy.subarray(0, size);
  }

  #peek(block: number): T {
    if (this.#chain.attached(block) !== 0) {
      throw new TypeError(
        "PriorityQueue: entries that hold shared memory or ports can't be compared with others; " +
          "put different numbers first: [priority, value]",
      );
    }
    return this.#reach.mail.peek(this.#bytes(block), this.#chain.form(block)) as T;
  }
}
