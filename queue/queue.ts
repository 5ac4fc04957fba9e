import { checkOptions } from "../_sync/acquire_options.ts";
import { signalOf } from "../_sync/options.ts";
import { Ring } from "../_structures/ring.ts";
import { adoptedLife, type LifeAccess, registerQueue } from "./crossing.ts";
import { empty, full, ShutDown } from "./errors.ts";
import { type Life, NOTHING } from "./life.ts";
import { LocalLife, type Store } from "./local_life.ts";
import {
  type GetOptions,
  patienceOf,
  type PutOptions,
  type SyncGetOptions,
  type SyncPutOptions,
} from "./options.ts";

/** Makes the store of a queue of another order. */
export const STORE: unique symbol = Symbol("store");

/** What the crossing of a queue works with. */
export let access: LifeAccess<Queue>;

/**
 * Python's Queue (17.7): first in, first out, for producers and consumers that wait for each other.
 *
 * While a queue is known to one thread, items go through by reference. Once it has been sent to another one, as an
 * argument, an item of another queue or within any value that is sent, it is in shared memory, with all that it holds:
 * items are copied, and any thread that knows it puts and gets, blocking or not, whatever the others do.
 *
 * Iterating over a queue gets its items until it is shut down and empty.
 *
 * ```ts
 * import { Queue } from "@weft/concurrency/queue";
 *
 * const q = new Queue<number>(2);
 * const consumer = (async () => {
 *   for await (const item of q) {
 *     console.log("working on", item);
 *     q.taskDone();
 *   }
 * })();
 * for (let i = 0; i < 3; i++) await q.put(i);
 * await q.join();
 * q.shutdown();
 * await consumer;
 * ```
 *
 * ```output
 * working on 0
 * working on 1
 * working on 2
 * ```
 */
export class Queue<T = unknown> implements AsyncIterable<T> {
  /** How many items there is room for; without a bound when it is 0 or less. */
  readonly maxsize: number;
  #life: Life<T>;

  static {
    access = {
      life: (q) => q.#life,
      setLife: (q, life) => q.#life = life,
      maxsize: (q) => q.maxsize,
    };
  }

  /**
   * A queue of at most `maxsize` items; without a bound when that is 0 or less.
   *
   * @throws RangeError when `maxsize` is no integer.
   */
  constructor(maxsize: number = 0) {
    if (typeof maxsize !== "number") {
      throw new TypeError(`Queue: maxsize must be a number, got ${String(maxsize)}`);
    }
    if (!Number.isInteger(maxsize) && Math.abs(maxsize) !== Infinity) {
      throw new RangeError(`Queue: maxsize must be an integer, got ${maxsize}`);
    }
    this.maxsize = maxsize;
    this.#life = adoptedLife<T>() ??
      new LocalLife(this[STORE](), maxsize > 0 ? maxsize : Infinity);
  }

  /** @ignore */
  protected [STORE](): Store<T> {
    return new Ring<T>();
  }

  /** Whether it was shut down. */
  get isShutdown(): boolean {
    return this.#life.closed;
  }

  /** Items that were put, and not reported done by `taskDone`. */
  get unfinishedTasks(): number {
    return this.#life.unfinished;
  }

  /** Number of items at this moment (17.7.1 `qsize`). */
  qsize(): number {
    return this.#life.size;
  }

  /** Whether there is no item at this moment (17.7.1 `empty`). */
  empty(): boolean {
    return this.#life.size === 0;
  }

  /** Whether there is no room at this moment (17.7.1 `full`). */
  full(): boolean {
    return this.maxsize > 0 && this.#life.size >= this.maxsize;
  }

  /**
   * Puts an item, when there is room (17.7.1 `put`). Rejects with Full when there was none within `timeout` ms, or at
   * once with `block: false`; with ShutDown after `shutdown`; with RangeError for a negative timeout; with the
   * signal's reason on abort.
   */
  put(item: T, options?: PutOptions): Promise<void> {
    try {
      return this.#life.put(item, patienceOf(options, "Queue.put"));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The same, blocking the thread.
   *
   * @throws Full, ShutDown or RangeError as `put`.
   * @throws RuntimeError when it would block for ever.
   */
  putSync(item: T, options?: SyncPutOptions): void {
    this.#life.putSync(item, patienceOf(options, "Queue.putSync").limit);
  }

  /**
   * Puts an item if there is room at once (17.7.1 `put_nowait`).
   *
   * @throws Full or ShutDown.
   */
  putNowait(item: T): void {
    if (!this.#life.tryPut(item)) throw full(false);
  }

  /**
   * Resolves to the next item, when there is one (17.7.1 `get`). Rejects with Empty when there was none within
   * `timeout` ms, or at once with `block: false`; with ShutDown when the queue is shut down and empty; with
   * RangeError for a negative timeout; with the signal's reason on abort.
   */
  get(options?: GetOptions): Promise<T> {
    try {
      return this.#life.get(patienceOf(options, "Queue.get"));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The same, blocking the thread.
   *
   * @throws Empty, ShutDown or RangeError as `get`.
   * @throws RuntimeError when it would block for ever.
   */
  getSync(options?: SyncGetOptions): T {
    return this.#life.getSync(patienceOf(options, "Queue.getSync").limit);
  }

  /**
   * The next item, if there is one at once (17.7.1 `get_nowait`).
   *
   * @throws Empty or ShutDown.
   */
  getNowait(): T {
    const item = this.#life.tryTake();
    if (item === NOTHING) throw empty(false);
    return item;
  }

  /**
   * Says that the work on an item is done (17.7.1 `task_done`).
   *
   * @throws RangeError when called more often than items were put.
   */
  taskDone(): void {
    this.#life.taskDone();
  }

  /** Resolves when all items are done (17.7.1 `join`); rejects with the signal's reason on abort. */
  join(options: { signal?: AbortSignal } = {}): Promise<void> {
    try {
      const signal = signalOf(options);
      signal?.throwIfAborted();
      return this.#life.join(signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The same, blocking the thread.
   *
   * @throws RuntimeError when it would block for ever.
   */
  joinSync(): void {
    this.#life.joinSync();
  }

  /**
   * Ends the queue (since 3.13 `shutdown`): nothing can be put any more, and who waits to put gets ShutDown; what is
   * there can still be got. With `immediate` it is dropped, and counts as done.
   */
  shutdown(options?: { immediate?: boolean }): void {
    const { immediate = false } = checkOptions(options, "Queue.shutdown");
    if (typeof immediate !== "boolean") {
      throw new TypeError(`Queue.shutdown: immediate must be a boolean, got ${String(immediate)}`);
    }
    this.#life.shutdown(immediate);
  }

  /** The items, until the queue is shut down and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      let item: T;
      try {
        item = await this.get();
      } catch (error) {
        if (error instanceof ShutDown) return;
        throw error;
      }
      yield item;
    }
  }
}

registerQueue("Queue", Queue, {
  ...access,
  order: () => ({ kind: "fifo" }),
  create: ({ maxsize }) => new Queue(maxsize),
  module: () => import.meta.url,
});
