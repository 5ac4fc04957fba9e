// Messages in the order of their arrival, and those who wait for them, or for room.

import { NOTHING } from "../../queue/life.ts";
import { empty, full } from "../../queue/errors.ts";
import type { Patience } from "../../queue/options.ts";
import { Waiters } from "../../queue/waiters.ts";

const DONE: Promise<void> = Promise.resolve();

export class Stock {
  readonly #room: number;
  readonly #roomInBytes: number;
  #bytes = 0;
  #items: Uint8Array[] = [];
  #head = 0;
  #added = 0;
  readonly #takers: Waiters<undefined, Uint8Array> = new Waiters();
  readonly #putters: Waiters<Uint8Array, void> = new Waiters();
  readonly #lookers: Waiters<undefined, boolean> = new Waiters();

  /** Of at most `room` messages, and with no room for one more when they have so many bytes. */
  constructor(room: number, roomInBytes: number = Infinity) {
    this.#room = room;
    this.#roomInBytes = roomInBytes;
  }

  /** How many were ever put. */
  get added(): number {
    return this.#added;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  get full(): boolean {
    return this.size >= this.#room || this.#bytes >= this.#roomInBytes;
  }

  tryPut(item: Uint8Array): boolean {
    if (this.full) return false;
    this.#push(item);
    return true;
  }

  put(item: Uint8Array, patience: Patience): Promise<void> {
    if (this.tryPut(item)) return DONE;
    if (patience.limit === 0) throw full(false);
    return this.#putters.wait(item, patience, () => full(true));
  }

  tryTake(): Uint8Array | typeof NOTHING {
    if (this.size === 0) return NOTHING;
    const item = this.#items[this.#head]!;
    this.#items[this.#head++] = undefined!;
    if (this.#head > 1024 && 2 * this.#head > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    this.#bytes -= item.length;
    while (!this.#putters.empty && !this.full) {
      this.#push(this.#putters.first);
      this.#putters.settle();
    }
    return item;
  }

  take(patience: Patience): Promise<Uint8Array> {
    const item = this.tryTake();
    if (item !== NOTHING) return Promise.resolve(item);
    if (patience.limit === 0) throw empty(false);
    return this.#takers.wait(undefined, patience, () => empty(true));
  }

  /** Who has taken this one had ceased to wait for it: it is the next one again. */
  giveBack(item: Uint8Array): void {
    if (!this.#takers.empty) return this.#takers.settle(item);
    this.#bytes += item.length;
    if (this.#head > 0) this.#items[--this.#head] = item;
    else this.#items.unshift(item);
    this.#tell();
  }

  /** Resolves to true when there is something, to false at the limit. */
  async look(patience: Patience): Promise<boolean> {
    if (this.size > 0) return true;
    if (patience.limit === 0) return false;
    const late = empty(true);
    try {
      return await this.#lookers.wait(undefined, patience, () => late);
    } catch (error) {
      if (error === late) return false;
      throw error;
    }
  }

  /** Nothing will come any more. */
  end(error: () => Error): void {
    this.#takers.failAll(error);
    this.#tell();
  }

  /** Nobody will take anything any more. */
  refuse(error: () => Error): void {
    this.#putters.failAll(error);
  }

  #push(item: Uint8Array): void {
    this.#added++;
    if (!this.#takers.empty) return this.#takers.settle(item);
    this.#items.push(item);
    this.#bytes += item.length;
    this.#tell();
  }

  #tell(): void {
    while (!this.#lookers.empty) this.#lookers.settle(true);
  }
}
