// A queue that several threads know: items as bytes in shared memory, and waiters in any thread, blocking or not. No
// thread depends on another one's event loop.

import { deadlineAfter, remaining } from "../_sync/deadline.ts";
import type { EventCount } from "../_sync/eventcount.ts";
import { severalCpus } from "../_sync/several_cpus.ts";
import { fetch, fetchSync } from "../_thread/courier.ts";
import { empty, full, shutDown } from "./errors.ts";
import { type Life, NOTHING } from "./life.ts";
import type { Patience } from "./options.ts";
import {
  kept,
  type Letter,
  loadFor,
  open,
  type Opened,
  restore,
  restoreSync,
  returnMarks,
  seal,
} from "./shared/letter.ts";
import { Putters } from "./shared/putters.ts";
import { type Order, type QueueMemory, QueueState, type Taken } from "./shared/state.ts";

/** Looks before going to sleep, and what is done between two: about as long as falling asleep and being woken takes. */
const LOOKS = 30;
const PAUSE = 600;
/** Milliseconds between two looks of a blocked thread, should one who was to be woken have died instead. */
const SLICE = 1_000;

const DONE: Promise<void> = Promise.resolve();

export class SharedLife<T> implements Life<T> {
  readonly memory: QueueMemory;
  readonly #state: QueueState<T>;
  readonly #putters: Putters = new Putters((letter) => this.#insert(letter));

  constructor(memory: QueueMemory, order: Order<T>) {
    this.memory = memory;
    this.#state = new QueueState(memory, order);
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

  tryPut(item: T): boolean {
    if (this.#state.closed) throw shutDown();
    if (!this.#putters.admit() || this.#state.full) return false;
    const letter = seal(item, "item");
    if (this.#insert(letter)) return true;
    returnMarks(letter);
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
      this.#putters.admit();
      return putter.state !== "waiting" || NOTHING;
    };
    try {
      await until(settled, this.#state.space, patience, () => full(true));
    } catch (error) {
      // Another one may have let it in before.
      if (putter.state === "waiting") {
        this.#putters.leave(putter);
        returnMarks(letter);
        throw error;
      }
    }
    if (putter.state === "refused") throw putter.error;
  }

  putSync(item: T, limit: number): void {
    const letter = this.#offer(item, limit);
    if (letter === undefined) return;
    const put = () => this.#putters.admit() && this.#insert(letter) || NOTHING;
    const hopeful = () => !this.#state.full || this.#state.closed;
    try {
      untilSync(put, hopeful, this.#state.space, limit, () => full(true));
    } catch (error) {
      returnMarks(letter);
      throw error;
    }
  }

  tryTake(): T | typeof NOTHING {
    const taken = this.#remove();
    return taken === undefined ? NOTHING : this.#read(taken);
  }

  get(patience: Patience): Promise<T> {
    const taken = this.#remove();
    if (taken !== undefined) return this.#readLater(taken);
    if (patience.limit === 0) throw empty(false);
    return this.#getLater(patience);
  }

  getSync(limit: number): T {
    const item = this.tryTake();
    if (item !== NOTHING) return item;
    if (limit === 0) throw empty(false);
    const take = () => {
      // They can't do it themselves while the thread is blocked.
      this.#putters.admit();
      return this.tryTake();
    };
    const hopeful = () => this.#state.size > 0 || this.#state.closed;
    return untilSync(take, hopeful, this.#state.items, limit, () => empty(true));
  }

  taskDone(): void {
    this.#state.finish();
  }

  async join(signal: AbortSignal | undefined): Promise<void> {
    const look = () => this.#state.unfinished === 0 || NOTHING;
    await until(look, this.#state.done, { limit: Infinity, signal }, never);
  }

  joinSync(): void {
    const finished = () => this.#state.unfinished === 0;
    untilSync(() => finished() || NOTHING, finished, this.#state.done, Infinity, never);
  }

  shutdown(immediate: boolean): void {
    this.#state.close(immediate);
  }

  /** Takes over the counts of a queue that has been in one thread until now. */
  adopt(unfinished: number, closed: boolean): void {
    this.#state.adopt(unfinished, closed);
  }

  /** Puts a letter into a queue that nobody else knows yet. */
  insert(letter: Letter): void {
    this.#insert(letter);
  }

  // The letter, when there was no room for it.
  #offer(item: T, limit: number): Letter | undefined {
    if (this.#state.closed) throw shutDown();
    const first = this.#putters.admit();
    if (limit === 0 && (!first || this.#state.full)) throw full(false);
    const letter = seal(item, "item");
    if (first && this.#insert(letter)) return undefined;
    if (limit > 0) return kept(letter);
    returnMarks(letter);
    throw full(false);
  }

  #insert(letter: Letter): boolean {
    try {
      return this.#state.insert(letter);
    } catch (error) {
      // It may have been woken for room that the next one can have now.
      this.#state.space.notify(1);
      returnMarks(letter);
      throw error;
    }
  }

  #getLater(patience: Patience): Promise<T> {
    const take = () => {
      const taken = this.#remove();
      return taken === undefined ? NOTHING : this.#readLater(taken);
    };
    return until<T>(take, this.#state.items, patience, () => empty(true));
  }

  #remove(): Taken | undefined {
    // In this order: after a shutdown nothing is put.
    const { closed } = this.#state;
    const taken = this.#state.size > 0 ? this.#state.remove() : undefined;
    if (taken === undefined && closed) throw shutDown();
    return taken;
  }

  #open(taken: Taken, attachments: unknown[] | undefined): Opened {
    try {
      return open(taken.bytes, taken.form, attachments);
    } finally {
      this.#state.free(taken);
    }
  }

  #read(taken: Taken): T {
    if (taken.attached === 0) return restoreSync(this.#open(taken, undefined)) as T;
    const copy = own(taken);
    return restoreSync(this.#open(copy, fetchSync(taken.attached))) as T;
  }

  // At once, as its bytes must be: only then it may wait for what is attached, or for modules.
  #readLater(taken: Taken): Promise<T> {
    if (taken.attached !== 0) {
      const copy = own(taken);
      return fetch(taken.attached).then((attachments) => complete(this.#open(copy, attachments)));
    }
    return complete(this.#open(taken, undefined));
  }
}

function own(taken: Taken): Taken {
  return taken.block === 0 ? { ...taken, bytes: taken.bytes.slice() } : taken;
}

function complete<T>(opened: Opened): Promise<T> {
  const loading = loadFor(opened);
  if (loading === undefined) return Promise.resolve(restore(opened) as T);
  return loading.then(() => restore(opened) as T);
}

/** Resolves to what `attempt` returns when that is something. */
async function until<R>(
  attempt: () => R | Promise<R> | typeof NOTHING,
  waiters: EventCount,
  { limit, signal }: Patience,
  late: () => Error,
): Promise<R> {
  const deadline = deadlineAfter(limit);
  for (;;) {
    const key = waiters.prepare();
    const result = attempt();
    if (result !== NOTHING) return result as R | Promise<R>;
    const timeout = remaining(deadline);
    if (timeout <= 0) throw late();
    await waiters.wait(key, { timeout, signal });
  }
}

/** The same, blocking. */
function untilSync<R>(
  attempt: () => R | typeof NOTHING,
  hopeful: () => boolean,
  waiters: EventCount,
  limit: number,
  late: () => Error,
): R {
  const deadline = deadlineAfter(limit);
  for (;;) {
    const key = waiters.prepare();
    const result = attempt();
    if (result !== NOTHING) return result as R;
    const left = remaining(deadline);
    if (left <= 0) throw late();
    if (!soon(hopeful)) waiters.waitSync(key, Math.min(left, SLICE));
  }
}

function soon(hopeful: () => boolean): boolean {
  if (!severalCpus()) return false;
  for (let i = 0; i < LOOKS; i++) {
    if (hopeful()) return true;
    relax(PAUSE);
  }
  return false;
}

let idle = 0;

// Looking all the time would take the memory from the one who is about to change it.
function relax(rounds: number): void {
  for (let i = 0; i < rounds; i++) idle = (idle + i) | 0;
}

function never(): Error {
  return new Error("unreachable");
}
