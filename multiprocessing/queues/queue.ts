import { RuntimeError } from "../../_runtime/errors.ts";
import { empty, full } from "../../queue/errors.ts";
import { NOTHING } from "../../queue/life.ts";
import type {
  GetOptions,
  PutOptions,
  SyncGetOptions,
  SyncPutOptions,
} from "../../queue/options.ts";
import { lifeOf, registerQueue } from "./life.ts";
import { patience, roomOf } from "./options.ts";
import type { QueueLife } from "./queue_life.ts";

/** What a queue is made of; for the classes that are built on this one. */
export let lifeIn: (q: Queue) => QueueLife<unknown>;
/** The same, RangeError when the queue is closed. */
export let openLifeIn: (q: Queue) => QueueLife<unknown>;

/**
 * Python's multiprocessing.Queue (17.2.2.2): first in, first out, for any number of processes that put and get.
 *
 * It is in memory that the processes share. Items are copied into it by `put` itself: what can't be sent is refused
 * there and takes no room, and once `put` has returned the item is there for all, whatever becomes of the process. There
 * is no feeder to be waited for, so that `joinThread` never waits.
 *
 * A queue gets to other processes as an argument of theirs, or in anything else that is sent; to threads as well. Who is
 * killed while using it takes nothing along but an item that it has taken.
 *
 * Iterating over a queue gets its items until `close` is called here.
 *
 * ```ts
 * import { Process, Queue, task } from "@weft/concurrency/multiprocessing";
 *
 * export const greet = task(import.meta, (queue: Queue<string>) => queue.put("hello"));
 *
 * if (import.meta.main) {
 *   const queue = new Queue<string>();
 *   const child = new Process({ target: greet, args: [queue] });
 *   child.start();
 *   console.log(await queue.get());
 *   await child.join();
 * }
 * ```
 *
 * ```output
 * hello
 * ```
 */
export class Queue<T = unknown> implements AsyncIterable<T> {
  readonly #life: QueueLife<T>;
  #closed = false;

  static {
    lifeIn = (q) => q.#life;
    openLifeIn = (q) => q.#open();
  }

  /**
   * A queue of at most `maxsize` items; without a bound when that is 0 or less.
   *
   * @throws RangeError when `maxsize` is no integer.
   * @throws NotSupportedError where processes can't share memory.
   */
  constructor(maxsize: number = 0) {
    this.#life = lifeOf<T>(() => roomOf(maxsize, "Queue"));
  }

  /** Number of items at this moment (17.2.2.2 `qsize`). */
  qsize(): number {
    return this.#life.size;
  }

  /**
   * Whether there is no item at this moment (17.2.2.2 `empty`).
   *
   * @throws RangeError when the queue is closed.
   */
  empty(): boolean {
    return this.#open().size === 0;
  }

  /** Whether there is no room at this moment (17.2.2.2 `full`). */
  full(): boolean {
    return this.#life.full;
  }

  /**
   * Puts an item, when there is room (17.2.2.2 `put`). Rejects with DataCloneError when it can't be sent, with Full when
   * there was no room within `timeout` ms, or at once with `block: false`; with RangeError when the queue is closed;
   * with the signal's reason on abort.
   */
  put(item: T, options?: PutOptions): Promise<void> {
    try {
      return this.#life.put(item, patience(options, "Queue.put"));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The same, blocking the thread.
   *
   * @throws DataCloneError, Full or RangeError as `put`.
   */
  putSync(item: T, options?: SyncPutOptions): void {
    this.#life.putSync(item, patience(options, "Queue.putSync").limit);
  }

  /**
   * Puts an item if there is room at once (17.2.2.2 `put_nowait`).
   *
   * @throws DataCloneError, Full or RangeError as `put`.
   */
  putNowait(item: T): void {
    if (!this.#life.tryPut(item)) throw full(false);
  }

  /**
   * Resolves to the next item, when there is one (17.2.2.2 `get`). Rejects with Empty when there was none within
   * `timeout` ms, or at once with `block: false`; with RangeError when the queue is closed; with the signal's reason on
   * abort.
   */
  get(options?: GetOptions): Promise<T> {
    try {
      return this.#life.get(patience(options, "Queue.get"));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The same, blocking the thread.
   *
   * @throws Empty or RangeError as `get`.
   */
  getSync(options?: SyncGetOptions): T {
    return this.#life.getSync(patience(options, "Queue.getSync").limit);
  }

  /**
   * The next item, if there is one at once (17.2.2.2 `get_nowait`).
   *
   * @throws Empty or RangeError as `get`.
   */
  getNowait(): T {
    const item = this.#life.tryTake();
    if (item === NOTHING) throw empty(false);
    return item;
  }

  /**
   * Ends the use of this object (17.2.2.2 `close`): it puts, gets and is sent no more, and who waits for either gets
   * RangeError. Other threads and processes go on, and what has been put stays there for them. May be repeated.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#life.leave(() => this.#refusal());
  }

  /** Resolves at once, since what was put is there; rejects with RuntimeError before `close` (17.2.2.2 `join_thread`). */
  joinThread(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return Promise.reject(new RuntimeError("Queue.joinThread: the queue must be closed first"));
  }

  /** Does nothing, since there is nothing that a process would wait for at its end (17.2.2.2 `cancel_join_thread`). */
  cancelJoinThread(): void {}

  /** The items, until the queue is closed here. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    while (!this.#closed) {
      let item: T;
      try {
        item = await this.get();
      } catch (error) {
        if (this.#closed) return;
        throw error;
      }
      yield item;
    }
  }

  #open(): QueueLife<T> {
    if (this.#closed) throw this.#refusal();
    return this.#life;
  }

  #refusal(): RangeError {
    return new RangeError(`${this.constructor.name} is closed`);
  }
}

registerQueue("multiprocessing.Queue", Queue, {
  life: (q) => openLifeIn(q),
  module: () => import.meta.url,
});
