import { deadlineAfter, remaining } from "./deadline.ts";
import { Line } from "./line.ts";
import type { WaitOptions } from "./options.ts";
import type { Parker } from "./parker.ts";
import { Primitive } from "./primitive.ts";

const COUNT = 0;
const ALL = 1;
const SLEEPERS = 2;
const LINE = 3;

/**
 * Waiting for a condition that is checked without a lock: `key = prepare()`, look whether there is something to do, if
 * not `wait(key)`, and look again. A `notify` after `prepare` is never missed. Other than a Condition it wakes more
 * waiters than asked for now and then, and asks for no lock on either side.
 *
 * | word     | value                               | changed by                                          |
 * | -------- | ----------------------------------- | --------------------------------------------------- |
 * | COUNT    | notifications ever given            | notify(n): +n; notifyAll: +1                        |
 * | ALL      | how often everybody was notified    | notifyAll: +1, after COUNT                          |
 * | SLEEPERS | blocking waiters                    | such a waiter: +1 before its last look at COUNT, -1 |
 * | +3 +4    | asynchronous waiters, see line.ts   | the lines                                           |
 */
export class EventCount extends Primitive {
  /** Words that an eventcount needs. */
  static readonly WORDS: number = LINE + Line.WORDS;

  // Of the notifications in COUNT those that waiters of this line have used up, and the ALL that they started from.
  #used = 0;
  #all = 0;

  /** Over words of its own, or over existing ones. */
  constructor(words?: Int32Array, base?: number, parker?: Parker) {
    super(EventCount.WORDS, LINE, words, base, parker);
  }

  /** The key for a wait; what is notified from here on ends it. */
  prepare(): number {
    return Atomics.load(this.words, this.base + COUNT);
  }

  /** Blocks until notified after `prepare` returned `key`; false at the timeout. */
  waitSync(key: number, timeout?: number): boolean {
    const deadline = deadlineAfter(timeout);
    const { words, base } = this;
    Atomics.add(words, base + SLEEPERS, 1);
    try {
      return this.parker.wait(words, base + COUNT, key, remaining(deadline)) !== "timed-out";
    } finally {
      Atomics.sub(words, base + SLEEPERS, 1);
    }
  }

  /** Resolves to true when notified after `prepare` returned `key`, to false at the timeout. */
  wait(key: number, options?: WaitOptions): Promise<boolean> {
    const { line } = this;
    // Before the look at COUNT, which notifyAll changes first: so whoever waits with this ALL sees the next one.
    if (line.empty) this.#all = Atomics.load(this.words, this.base + ALL);
    return line.wait(options, key, this.prepare() !== key);
  }

  /** Wakes at least `n` waiters, if there are as many: up to `n` of each kind, and of each thread. */
  notify(n: number = 1): void {
    if (!Number.isInteger(n) || n < 0) {
      throw new RangeError(`n must be an integer >= 0, got ${n}`);
    }
    if (n === 0) return;
    Atomics.add(this.words, this.base + COUNT, n);
    this.#wake(n);
  }

  /** Wakes all waiters. */
  notifyAll(): void {
    Atomics.add(this.words, this.base + COUNT, 1);
    Atomics.add(this.words, this.base + ALL, 1);
    this.#wake(Infinity);
  }

  #wake(n: number): void {
    const { words, base } = this;
    if (Atomics.load(words, base + SLEEPERS) !== 0) this.parker.notify(words, base + COUNT, n);
    this.wakeLines(false);
  }

  // Every line gets every notification, so each waiter of the line uses up one.
  protected override attempt(key: number): boolean {
    if (Atomics.load(this.words, this.base + ALL) !== this.#all) return true;
    const count = this.prepare();
    if (count === key) return false;
    if (((key - this.#used) | 0) > 0) this.#used = key;
    if (count === this.#used) return false;
    this.#used = (this.#used + 1) | 0;
    return true;
  }
}
