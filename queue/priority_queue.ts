import { SortedList } from "../_structures/sorted_list.ts";
import { checkOptions } from "../_sync/acquire_options.ts";
import type { Store } from "./local_life.ts";
import { checkEntry, compareEntries } from "./order.ts";
import { registerQueue } from "./crossing.ts";
import { access, Queue, STORE } from "./queue.ts";

/** Options of a PriorityQueue. */
export interface PriorityQueueOptions<T> {
  /** Negative when `a` comes before `b`, as for `Array.prototype.sort`. */
  compare?: (a: T, b: T) => number;
}

type Compare = (a: unknown, b: unknown) => number;

let given: unknown;
let compareOf: (q: PriorityQueue) => Compare | undefined;

/**
 * Python's PriorityQueue (17.7): the lowest entry first, equal ones in the order of their arrival.
 *
 * Numbers, bigints, strings, booleans, dates, and arrays of them, item by item, have an order; for anything else give
 * `compare`, which must be a `task` (or need nothing but its arguments) once the queue is sent to another thread. An
 * entry that can't be compared with those beside it is a TypeError at `put`.
 *
 * ```ts
 * import { PriorityQueue } from "@weft/concurrency/queue";
 *
 * const q = new PriorityQueue<[number, string]>();
 * q.putNowait([2, "later"]);
 * q.putNowait([1, "sooner"]);
 * console.log(q.getNowait());
 * ```
 *
 * ```output
 * [ 1, "sooner" ]
 * ```
 */
export class PriorityQueue<T = unknown> extends Queue<T> {
  readonly #compare: ((a: T, b: T) => number) | undefined;

  static {
    compareOf = (q) => q.#compare as Compare | undefined;
  }

  /**
   * A queue of at most `maxsize` entries; without a bound when that is 0 or less.
   *
   * @throws TypeError when `compare` is no function.
   */
  constructor(maxsize?: number, options?: PriorityQueueOptions<T>) {
    const { compare } = checkOptions(options, "PriorityQueue");
    if (compare !== undefined && typeof compare !== "function") {
      throw new TypeError(`PriorityQueue: compare must be a function, got ${String(compare)}`);
    }
    // The base's constructor asks for the store before this one can say anything.
    given = compare;
    super(maxsize);
    given = undefined;
    this.#compare = compare;
  }

  /** @ignore */
  protected override [STORE](): Store<T> {
    if (given === undefined) return new Ordered<T>();
    return new SortedList<T>(checked(given as (a: T, b: T) => number));
  }
}

/** Entries in their own order. */
class Ordered<T> extends SortedList<T> {
  constructor() {
    super(compareEntries);
  }

  // The only one is compared with nothing, and would make all others fail.
  override push(entry: T): void {
    if (this.size === 0) checkEntry(entry);
    super.push(entry);
  }
}

function checked<T>(compare: (a: T, b: T) => number): (a: T, b: T) => number {
  return (a, b) => {
    const order = compare(a, b);
    if (typeof order === "number" && !Number.isNaN(order)) return order;
    throw new TypeError(`PriorityQueue: compare must return a number, got ${String(order)}`);
  };
}

registerQueue("PriorityQueue", PriorityQueue, {
  ...access,
  compare: (q) => compareOf(q as PriorityQueue),
  order: (compare) =>
    compare === undefined
      ? { kind: "priority", natural: true, compare: compareEntries }
      : { kind: "priority", natural: false, compare: checked(compare) },
  create: ({ maxsize, compare }) => new PriorityQueue(maxsize, { compare }),
  module: () => import.meta.url,
});
