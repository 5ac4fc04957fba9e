import type { Patience } from "../../queue/options.ts";
import { lifeOf, registerQueue } from "./life.ts";
import type { QueueLife } from "./queue_life.ts";

const ENDLESS: Patience = { limit: Infinity, signal: undefined };

let openLifeIn: (q: SimpleQueue) => QueueLife<unknown>;

/**
 * Python's multiprocessing.SimpleQueue (17.2.2.2): a Queue without a bound and without timeouts.
 *
 * ```ts
 * import { SimpleQueue } from "@weft/concurrency/multiprocessing";
 *
 * const queue = new SimpleQueue<number>();
 * await queue.put(1);
 * console.log(await queue.get(), queue.empty());
 * ```
 *
 * ```output
 * 1 true
 * ```
 */
export class SimpleQueue<T = unknown> {
  readonly #life: QueueLife<T> = lifeOf<T>(() => Infinity);
  #closed = false;

  static {
    openLifeIn = (q) => q.#open();
  }

  /**
   * An empty queue.
   *
   * @throws NotSupportedError where processes can't share memory.
   */
  constructor() {}

  /**
   * Whether there is no item at this moment.
   *
   * @throws RangeError when the queue is closed.
   */
  empty(): boolean {
    return this.#open().size === 0;
  }

  /** Puts an item. Rejects with DataCloneError when it can't be sent, with RangeError when the queue is closed. */
  put(item: T): Promise<void> {
    try {
      return this.#life.put(item, ENDLESS);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The same.
   *
   * @throws DataCloneError or RangeError as `put`.
   */
  putSync(item: T): void {
    this.#life.putSync(item, Infinity);
  }

  /** Resolves to the next item, when there is one. Rejects with RangeError when the queue is closed. */
  get(): Promise<T> {
    try {
      return this.#life.get(ENDLESS);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The same, blocking the thread.
   *
   * @throws RangeError when the queue is closed.
   */
  getSync(): T {
    return this.#life.getSync(Infinity);
  }

  /** Ends the use of this object, as `Queue.close`. May be repeated. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#life.leave(() => this.#refusal());
  }

  #open(): QueueLife<T> {
    if (this.#closed) throw this.#refusal();
    return this.#life;
  }

  #refusal(): RangeError {
    return new RangeError(`${this.constructor.name} is closed`);
  }
}

registerQueue("multiprocessing.SimpleQueue", SimpleQueue, {
  life: (q) => openLifeIn(q),
  module: () => import.meta.url,
});
