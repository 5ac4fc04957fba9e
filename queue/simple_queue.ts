import { Ring } from "../_structures/ring.ts";
import { adoptedLife, type LifeAccess, registerQueue } from "./crossing.ts";
import { empty } from "./errors.ts";
import { type Life, NOTHING } from "./life.ts";
import { LocalLife } from "./local_life.ts";
import {
  type GetOptions,
  patienceOf,
  type PutOptions,
  type SyncGetOptions,
  type SyncPutOptions,
} from "./options.ts";

let access: LifeAccess<SimpleQueue>;

/**
 * Python's SimpleQueue (17.7, since 3.7): first in, first out, without a bound and without the tracking of tasks.
 *
 * ```ts
 * import { SimpleQueue } from "@weft/concurrency/queue";
 *
 * const q = new SimpleQueue<string>();
 * setTimeout(() => q.putNowait("an item"), 5);
 * console.log(await q.get());
 * ```
 *
 * ```output
 * an item
 * ```
 */
export class SimpleQueue<T = unknown> {
  #life: Life<T> = adoptedLife<T>() ?? new LocalLife(new Ring<T>(), Infinity);

  static {
    access = {
      life: (q) => q.#life,
      setLife: (q, life) => q.#life = life,
      maxsize: () => 0,
    };
  }

  /** An empty queue. */
  constructor() {}

  /** Number of items at this moment. */
  qsize(): number {
    return this.#life.size;
  }

  /** Whether there is no item at this moment. */
  empty(): boolean {
    return this.#life.size === 0;
  }

  /** Puts an item; there is always room, so the options do not matter. */
  put(item: T, _options?: PutOptions): Promise<void> {
    try {
      this.#life.tryPut(item);
    } catch (error) {
      return Promise.reject(error);
    }
    return Promise.resolve();
  }

  /** The same. */
  putSync(item: T, _options?: SyncPutOptions): void {
    this.#life.tryPut(item);
  }

  /** The same. */
  putNowait(item: T): void {
    this.#life.tryPut(item);
  }

  /**
   * Resolves to the next item, when there is one. Rejects with Empty when there was none within `timeout` ms, or at
   * once with `block: false`; with RangeError for a negative timeout; with the signal's reason on abort.
   */
  get(options?: GetOptions): Promise<T> {
    try {
      return this.#life.get(patienceOf(options, "SimpleQueue.get"));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The same, blocking the thread.
   *
   * @throws Empty or RangeError as `get`.
   * @throws RuntimeError when it would block for ever.
   */
  getSync(options?: SyncGetOptions): T {
    return this.#life.getSync(patienceOf(options, "SimpleQueue.getSync").limit);
  }

  /**
   * The next item, if there is one at once.
   *
   * @throws Empty when there is none.
   */
  getNowait(): T {
    const item = this.#life.tryTake();
    if (item === NOTHING) throw empty(false);
    return item;
  }
}

registerQueue("SimpleQueue", SimpleQueue, {
  ...access,
  order: () => ({ kind: "fifo" }),
  create: () => new SimpleQueue(),
  module: () => import.meta.url,
});
