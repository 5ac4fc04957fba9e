// A queue within one thread: items by reference, and waiters who are promises.
//
// No state is waited for that could be had: while somebody waits for an item there is none, and while somebody waits
// for room there is none either.

import { RuntimeError } from "../_runtime/errors.ts";
import { sleepSync } from "../_sync/sleep.ts";
import { empty, full, shutDown, tooOften } from "./errors.ts";
import { type Life, NOTHING } from "./life.ts";
import type { Patience } from "./options.ts";
import { type Waiter, Waiters } from "./waiters.ts";

/** What holds the items of a queue, in the order in which they will leave. */
export interface Store<T> {
  readonly size: number;
  push(item: T): void;
  pop(): T;
  clear(): void;
  /** The items as they would leave. */
  toArray(): T[];
}

/** Those who wait, first come, first served; each list in its order. */
export interface Waiting<T> {
  readonly getters: Waiter<undefined, T>[];
  readonly putters: Waiter<T, void>[];
  readonly joiners: Waiter<undefined, void>[];
}

const DONE: Promise<void> = Promise.resolve();

/** A queue in its thread. */
export class LocalLife<T> implements Life<T> {
  /** Items it may hold. */
  readonly room: number;
  readonly #store: Store<T>;
  readonly #getters: Waiters<undefined, T> = new Waiters();
  readonly #putters: Waiters<T, void> = new Waiters();
  readonly #joiners: Waiters<undefined, void> = new Waiters();
  #unfinished = 0;
  #closed = false;

  /** Of at most `room` items. */
  constructor(store: Store<T>, room: number) {
    this.#store = store;
    this.room = room;
  }

  get size(): number {
    return this.#store.size;
  }

  get unfinished(): number {
    return this.#unfinished;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Puts the item if there is room. */
  tryPut(item: T): boolean {
    if (this.#closed) throw shutDown();
    if (this.#store.size >= this.room) return false;
    // First, since it may refuse the item.
    this.#store.push(item);
    this.#unfinished++;
    if (!this.#getters.empty) this.#getters.settle(this.#store.pop());
    return true;
  }

  put(item: T, patience: Patience): Promise<void> {
    if (this.tryPut(item)) return DONE;
    if (patience.limit === 0) throw full(false);
    return this.#putters.wait(item, patience, () => full(true));
  }

  putSync(item: T, limit: number): void {
    if (this.tryPut(item)) return;
    block(limit, "put", "the queue is full");
    throw full(limit !== 0);
  }

  tryTake(): T | typeof NOTHING {
    if (this.#store.size === 0) {
      if (this.#closed) throw shutDown();
      return NOTHING;
    }
    const item = this.#store.pop();
    if (!this.#putters.empty) this.#admit();
    return item;
  }

  get(patience: Patience): Promise<T> {
    const item = this.tryTake();
    if (item !== NOTHING) return Promise.resolve(item);
    if (patience.limit === 0) throw empty(false);
    return this.#getters.wait(undefined, patience, () => empty(true));
  }

  getSync(limit: number): T {
    const item = this.tryTake();
    if (item !== NOTHING) return item;
    block(limit, "get", "the queue is empty");
    throw empty(limit !== 0);
  }

  taskDone(): void {
    if (this.#unfinished === 0) throw tooOften();
    this.#finish(1);
  }

  join(signal: AbortSignal | undefined): Promise<void> {
    if (this.#unfinished === 0) return DONE;
    return this.#joiners.wait(undefined, { limit: Infinity, signal }, never);
  }

  joinSync(): void {
    if (this.#unfinished > 0) block(Infinity, "join", "items are unfinished");
  }

  shutdown(immediate: boolean): void {
    this.#closed = true;
    if (immediate) {
      // taskDone may have been called before get: fewer may be unfinished than there are.
      const dropped = Math.min(this.#store.size, this.#unfinished);
      this.#store.clear();
      if (dropped > 0) this.#finish(dropped);
    }
    this.#putters.failAll(shutDown);
    // They wait, so there is nothing left.
    this.#getters.failAll(shutDown);
  }

  /** The items as they would leave. */
  items(): T[] {
    return this.#store.toArray();
  }

  /** All who wait. */
  waiting(): Waiting<T> {
    return {
      getters: this.#getters.toArray(),
      putters: this.#putters.toArray(),
      joiners: this.#joiners.toArray(),
    };
  }

  // The room that has become free goes to the one who has waited longest; an item that is refused makes room again.
  #admit(): void {
    while (!this.#putters.empty && this.#store.size < this.room) {
      try {
        this.#store.push(this.#putters.first);
      } catch (error) {
        this.#putters.fail(error);
        continue;
      }
      this.#unfinished++;
      this.#putters.settle();
    }
  }

  #finish(count: number): void {
    this.#unfinished -= count;
    if (this.#unfinished > 0) return;
    while (!this.#joiners.empty) this.#joiners.settle();
  }
}

function never(): Error {
  return new Error("unreachable");
}

// Nobody else knows the queue: what is waited for can't come while this thread is blocked.
function block(limit: number, call: string, state: string): void {
  if (limit === Infinity) {
    throw new RuntimeError(
      `Queue.${call}Sync would deadlock: ${state}, and no other thread has this queue to change ` +
        "that; use the asynchronous form (without Sync)",
    );
  }
  sleepSync(limit);
}
