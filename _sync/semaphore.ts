import { deadlineAfter } from "./deadline.ts";
import { blockUntil, Line, yes } from "./line.ts";
import type { WaitOptions } from "./options.ts";
import type { Parker } from "./parker.ts";
import { Primitive } from "./primitive.ts";

const VALUE = 0;
const SLEEPERS = 1;
const LINE = 2;

const MOST = 2 ** 31 - 1;

/**
 * A counter that can't fall below zero.
 *
 * | word     | value                             | changed by                                            |
 * | -------- | --------------------------------- | ----------------------------------------------------- |
 * | VALUE    | permits left, 0 … 2^31-1          | acquire: -1 if it is not 0; release: +n               |
 * | SLEEPERS | blocking waiters                  | such a waiter: +1 before its last look at VALUE, -1   |
 * | +2 +3    | asynchronous waiters, see line.ts | the lines                                             |
 *
 * A release first adds, then looks for waiters; a waiter first counts itself, then looks at VALUE: one of them sees
 * the other. Nobody is handed a permit: the woken compete for it, so one who gives up has nothing to give back.
 */
export class Semaphore extends Primitive {
  /** Words that a semaphore needs. */
  static readonly WORDS: number = LINE + Line.WORDS;

  /** Over words of its own (1 permit by default), or over existing ones, which `undefined` leaves as they are. */
  constructor(
    value?: number,
    words?: Int32Array,
    base?: number,
    parker?: Parker,
  ) {
    if (value !== undefined) checkCount("Semaphore: value", value, 0);
    super(Semaphore.WORDS, LINE, words, base, parker);
    const initial = value ?? (words === undefined ? 1 : undefined);
    if (initial !== undefined) Atomics.store(this.words, this.base + VALUE, initial);
  }

  /** Permits left at this moment. */
  get value(): number {
    return Atomics.load(this.words, this.base + VALUE);
  }

  /** Takes a permit if there is one. */
  tryAcquire(): boolean {
    const { words } = this;
    const at = this.base + VALUE;
    let value = Atomics.load(words, at);
    while (value > 0) {
      const found = Atomics.compareExchange(words, at, value, value - 1);
      if (found === value) return true;
      value = found;
    }
    return false;
  }

  /** Blocks until a permit is taken; false at the timeout. */
  acquireSync(timeout?: number): boolean {
    if (timeout !== undefined) return this.#block(deadlineAfter(timeout));
    return this.tryAcquire() || this.#block(Infinity);
  }

  /** Resolves to true when a permit is taken, to false at the timeout. */
  acquire(options?: WaitOptions): Promise<boolean> {
    if (
      options === undefined && this.lineEmpty && this.tryAcquire()
    ) {
      return yes;
    }
    return this.line.wait(options);
  }

  /** Adds `n` permits and wakes up to as many waiters of each kind. */
  release(n: number = 1): void {
    if (!this.releaseWithin(MOST, n)) {
      throw new RangeError(`Semaphore.release: n must leave at most ${MOST} permits, got ${n}`);
    }
  }

  /** The same, unless that would make more than `most` permits: then false, and nothing changed. */
  releaseWithin(most: number, n: number = 1): boolean {
    checkCount("Semaphore.release: n", n, 1);
    const { words, base } = this;
    let value = Atomics.load(words, base + VALUE);
    for (;;) {
      if (value + n > most) return false;
      const found = Atomics.compareExchange(words, base + VALUE, value, value + n);
      if (found === value) break;
      value = found;
    }
    const contended = Atomics.load(words, base + SLEEPERS) !== 0 &&
      this.parker.notify(words, base + VALUE, n) > 0;
    this.wakeLines(contended);
    return true;
  }

  #block(deadline: number): boolean {
    if (this.tryAcquire()) return true;
    const { words, base } = this;
    Atomics.add(words, base + SLEEPERS, 1);
    try {
      return blockUntil(
        () => this.tryAcquire(),
        (timeout) => this.parker.wait(words, base + VALUE, 0, timeout),
        deadline,
      );
    } finally {
      Atomics.sub(words, base + SLEEPERS, 1);
    }
  }

  protected override attempt(): boolean {
    return this.tryAcquire();
  }
}

function checkCount(name: string, count: number, least: number): void {
  if (typeof count !== "number") {
    throw new TypeError(`${name} must be a number, got ${String(count)}`);
  }
  if (!Number.isInteger(count)) throw new RangeError(`${name} must be an integer, got ${count}`);
  if (count < least) throw new RangeError(`${name} must be >= ${least}, got ${count}`);
  if (count > MOST) throw new RangeError(`${name} must be <= ${MOST}, got ${count}`);
}
