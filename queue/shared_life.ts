// A queue that several threads, or processes, know: items as bytes in shared memory, and waiters in any thread, blocking
// or not. No thread depends on another one's event loop.

import { empty, full, shutDown } from "./errors.ts";
import { type Life, NOTHING } from "./life.ts";
import type { Patience } from "./options.ts";
import { kept, type Letter } from "./shared/letter.ts";
import { Putters } from "./shared/putters.ts";
import type { Mail, Reach } from "./shared/reach.ts";
import { type QueueMemory, QueueState } from "./shared/state.ts";
import type { Order, Taken } from "./shared/stock.ts";
import { until, untilSync } from "./shared/until.ts";
import { Watch } from "./shared/watch.ts";

const DONE: Promise<void> = Promise.resolve();

export class SharedLife<T> implements Life<T> {
  readonly memory: QueueMemory;
  readonly #state: QueueState<T>;
  readonly #mail: Mail;
  readonly #putters: Putters = new Putters((letter) => this.#insert(letter));
  readonly #watch: Watch | undefined;
  readonly #free = (taken: Taken): void => this.#state.free(taken);
  #left: (() => Error) | undefined;

  constructor(memory: QueueMemory, order: Order<T>, reach: Reach) {
    this.memory = memory;
    this.#state = new QueueState(memory, order, reach);
    this.#mail = reach.mail;
    const { patience } = reach;
    if (patience !== undefined) this.#watch = new Watch(() => this.#state.look(), patience);
  }

  get size(): number {
    return this.#state.size;
  }

  get unfinished(): number {
    return this.#state.unfinished;
  }

  get closed(): boolean {
    return this.#state.closed;
  }

  get full(): boolean {
    return this.#state.full;
  }

  tryPut(item: T): boolean {
    this.#check();
    if (this.#state.closed) throw shutDown();
    if (!this.#putters.admit() || this.#state.full) return false;
    const letter = this.#mail.seal(item, "item");
    if (this.#insert(letter)) return true;
    this.#mail.abandon(letter);
    return false;
  }

  put(item: T, patience: Patience): Promise<void> {
    const letter = this.#offer(item, patience.limit);
    return letter === undefined ? DONE : this.putLetter(letter, patience);
  }

  /** Puts a letter that was kept. */
  async putLetter(letter: Letter, patience: Patience): Promise<void> {
    const putter = this.#putters.enter(letter, patience.signal);
    const settled = () => {
      this.#check();
      this.#putters.admit();
      return putter.state !== "waiting" || NOTHING;
    };
    const wait = { attempt: settled, waiters: this.#state.space, late: () => full(true) };
    try {
      await until(wait, patience, this.#watch);
    } catch (error) {
      // Another one may have let it in before.
      if (putter.state === "waiting") {
        this.#putters.leave(putter);
        this.#mail.abandon(letter);
        throw error;
      }
    }
    if (putter.state === "refused") throw putter.error;
  }

  putSync(item: T, limit: number): void {
    const letter = this.#offer(item, limit);
    if (letter === undefined) return;
    const attempt = () => this.#putters.admit() && this.#insert(letter) || NOTHING;
    const hopeful = () => !this.#state.full || this.#state.closed;
    const wait = { attempt, waiters: this.#state.space, late: () => full(true) };
    try {
      untilSync(wait, limit, hopeful, () => this.#state.look());
    } catch (error) {
      this.#mail.abandon(letter);
      throw error;
    }
  }

  tryTake(): T | typeof NOTHING {
    const taken = this.#remove();
    return taken === undefined ? NOTHING : this.#mail.readSync(taken, this.#free) as T;
  }

  get(patience: Patience): Promise<T> {
    const taken = this.#remove();
    if (taken !== undefined) return this.#mail.read(taken, this.#free) as Promise<T>;
    if (patience.limit === 0) throw empty(false);
    return this.#getLater(patience);
  }

  getSync(limit: number): T {
    const item = this.tryTake();
    if (item !== NOTHING) return item;
    if (limit === 0) throw empty(false);
    const attempt = () => {
      // They can't do it themselves while the thread is blocked.
      this.#putters.admit();
      return this.tryTake();
    };
    const hopeful = () => this.#state.size > 0 || this.#state.closed;
    const wait = { attempt, waiters: this.#state.items, late: () => empty(true) };
    return untilSync(wait, limit, hopeful, () => this.#state.look());
  }

  taskDone(): void {
    this.#state.finish();
  }

  async join(signal: AbortSignal | undefined): Promise<void> {
    const attempt = () => this.#state.unfinished === 0 || NOTHING;
    const wait = { attempt, waiters: this.#state.done, late: never };
    await until(wait, { limit: Infinity, signal }, this.#watch);
  }

  joinSync(): void {
    const finished = () => this.#state.unfinished === 0;
    const attempt = () => finished() || NOTHING;
    const wait = { attempt, waiters: this.#state.done, late: never };
    untilSync(wait, Infinity, finished, () => this.#state.look());
  }

  shutdown(immediate: boolean): void {
    this.#state.close(immediate);
  }

  /** Lets this thread put and get no more, who waits for either included: it gets this error. */
  leave(error: () => Error): void {
    this.#left = error;
    this.#state.wakeAll();
  }

  /** Takes over the counts of a queue that has been in one thread until now. */
  adopt(unfinished: number, closed: boolean): void {
    this.#state.adopt(unfinished, closed);
  }

  /** Puts a letter into a queue that nobody else knows yet. */
  insert(letter: Letter): void {
    this.#insert(letter);
  }

  #check(): void {
    if (this.#left !== undefined) throw this.#left();
  }

  // The letter, when there was no room for it.
  #offer(item: T, limit: number): Letter | undefined {
    this.#check();
    if (this.#state.closed) throw shutDown();
    const first = this.#putters.admit();
    if (limit === 0 && (!first || this.#state.full)) throw full(false);
    const letter = this.#mail.seal(item, "item");
    if (first && this.#insert(letter)) return undefined;
    if (limit > 0) return kept(letter);
    this.#mail.abandon(letter);
    throw full(false);
  }

  #insert(letter: Letter): boolean {
    try {
      return this.#state.insert(letter);
    } catch (error) {
      // It may have been woken for room that the next one can have now.
      this.#state.space.notify(1);
      this.#mail.abandon(letter);
      throw error;
    }
  }

  #getLater(patience: Patience): Promise<T> {
    const attempt = () => {
      const taken = this.#remove();
      return taken === undefined ? NOTHING : this.#mail.read(taken, this.#free) as Promise<T>;
    };
    const wait = { attempt, waiters: this.#state.items, late: () => empty(true) };
    return until<T>(wait, patience, this.#watch);
  }

  #remove(): Taken | undefined {
    this.#check();
    // In this order: after a shutdown nothing is put.
    const { closed } = this.#state;
    const taken = this.#state.size > 0 ? this.#state.remove() : undefined;
    if (taken === undefined && closed) throw shutDown();
    return taken;
  }
}

function never(): Error {
  return new Error("unreachable");
}
