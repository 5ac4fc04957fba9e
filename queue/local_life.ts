// A queue within one thread: items by reference, and waiters who are promises.
//
// No state is waited for that could be had: while somebody waits for an item there is none, and while somebody waits
// for room there is none either.

import { RuntimeError } from "../_runtime/errors.ts";
import { sleepSync } from "../_sync/sleep.ts";
import { Empty, Full, ShutDown } from "./errors.ts";
import type { Patience } from "./options.ts";
import { Waiters } from "./waiters.ts";

/** What holds the items of a queue, in the order in which they will leave. */
export interface Store<T> {
  readonly size: number;
  push(item: T): void;
  pop(): T;
  clear(): void;
}

const DONE: Promise<void> = Promise.resolve();

/** A queue in its thread. */
export class LocalLife<T> {
  readonly #store: Store<T>;
  readonly #room: number;
  readonly #getters: Waiters<undefined, T> = new Waiters();
  readonly #putters: Waiters<T, void> = new Waiters();
  readonly #joiners: Waiters<undefined, void> = new Waiters();
  #unfinished = 0;
  #closed = false;

  /** Of at most `room` items. */
  constructor(store: Store<T>, room: number) {
    this.#store = store;
    this.#room = room;
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
    if (this.#store.size >= this.#room) return false;
    // First, since it may refuse the item.
    this.#store.push(item);
    this.#unfinished++;
    if (!this.#getters.empty) this.#getters.settle(this.#store.pop());
    return true;
  }

  put(item: T, patience: Patience): Promise<void> {
    if (this.tryPut(item)) return DONE;
    if (patience.limit === 0) throw new Full("the queue is full");
    return this.#putters.wait(item, patience, () => new Full("the queue was full all the time"));
  }

  putSync(item: T, limit: number): void {
    if (this.tryPut(item)) return;
    block(limit, "put", "the queue is full");
    throw new Full(limit === 0 ? "the queue is full" : "the queue was full all the time");
  }

  /** Whether there is something to `take`; throws when there never will be. */
  available(): boolean {
    if (this.#store.size > 0) return true;
    if (this.#closed) throw shutDown();
    return false;
  }

  /** The next item; there must be one. */
  take(): T {
    const item = this.#store.pop();
    if (!this.#putters.empty) this.#admit();
    return item;
  }

  get(patience: Patience): Promise<T> {
    if (this.available()) return Promise.resolve(this.take());
    if (patience.limit === 0) throw new Empty("the queue is empty");
    return this.#getters.wait(
      undefined,
      patience,
      () => new Empty("the queue was empty all the time"),
    );
  }

  getSync(limit: number): T {
    if (this.available()) return this.take();
    block(limit, "get", "the queue is empty");
    throw new Empty(limit === 0 ? "the queue is empty" : "the queue was empty all the time");
  }

  taskDone(): void {
    if (this.#unfinished === 0) throw new RangeError("taskDone: called too many times");
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

  // The room that has become free goes to the one who has waited longest; an item that is refused makes room again.
  #admit(): void {
    while (!this.#putters.empty && this.#store.size < this.#room) {
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

function shutDown(): ShutDown {
  return new ShutDown("the queue was shut down");
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
