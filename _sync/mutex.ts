import { deadlineAfter } from "./deadline.ts";
import { blockUntil, Line, yes } from "./line.ts";
import { severalCpus } from "./several_cpus.ts";
import type { WaitOptions } from "./options.ts";
import type { Parker } from "./parker.ts";
import { Primitive } from "./primitive.ts";

const LINE = 1;

const FREE = 0;
const HELD = 1;
const WANTED = 2;

/** Loads before a blocking acquire goes to sleep: about as long as a short critical section. */
export const SPINS = 40;

/**
 * A lock without an owner: whoever holds it, anybody may release it.
 *
 * | word  | value                            | changed by                                                         |
 * | ----- | -------------------------------- | ------------------------------------------------------------------ |
 * | STATE | 0 free                           | release: 1 or 2 → 0                                                |
 * |       | 1 held                           | an acquire that need not wait: 0 → 1                               |
 * |       | 2 held, and somebody may wait    | everyone about to sleep, and everyone who takes it after a sleep   |
 * | +1 +2 | asynchronous waiters, see line.ts | the lines                                                         |
 *
 * Only a release that finds 2 notifies. Since it wakes one blocking waiter out of perhaps many, that one must write 2
 * again when it takes the lock, even if no others are left.
 */
export class Mutex extends Primitive {
  /** Words that a mutex needs. */
  static readonly WORDS: number = LINE + Line.WORDS;

  /** Over words of its own, or over existing ones: another thread's mutex, or zeros. */
  constructor(words?: Int32Array, base?: number, parker?: Parker) {
    super(Mutex.WORDS, LINE, words, base, parker);
  }

  /** Takes the lock if it is free. */
  tryAcquire(): boolean {
    return Atomics.compareExchange(this.words, this.base, FREE, HELD) === FREE;
  }

  /** Blocks until the lock is taken; false at the timeout. */
  acquireSync(timeout?: number): boolean {
    if (timeout !== undefined) return this.#block(deadlineAfter(timeout));
    return Atomics.compareExchange(this.words, this.base, FREE, HELD) === FREE ||
      this.#block(Infinity);
  }

  /** Resolves to true when the lock is taken, to false at the timeout. */
  acquire(options?: WaitOptions): Promise<boolean> {
    // Those who wait in this thread come first, else a loop in one task would keep out the others for ever.
    if (
      options === undefined && this.lineEmpty &&
      Atomics.compareExchange(this.words, this.base, FREE, HELD) === FREE
    ) {
      return yes;
    }
    return this.line.wait(options);
  }

  /** Frees the lock; false, and nothing changed, when it was free. */
  release(): boolean {
    const state = Atomics.exchange(this.words, this.base, FREE);
    if (state === WANTED) this.#wake();
    return state !== FREE;
  }

  /** Whether somebody holds it at this moment. */
  locked(): boolean {
    return Atomics.load(this.words, this.base) !== FREE;
  }

  /** What a condition asks: whoever calls, it may be the holder. */
  held(): boolean {
    return this.locked();
  }

  /** Frees the lock for the time of a condition's wait. */
  releaseAll(): number {
    this.release();
    return 1;
  }

  /** Takes the lock again after it. */
  retake(): Promise<unknown> {
    return this.acquire();
  }

  /** The same, blocking. */
  retakeSync(): unknown {
    return this.acquireSync();
  }

  #block(deadline: number): boolean {
    if (this.tryAcquire()) return true;
    if (severalCpus() && this.#spin()) return true;
    return blockUntil(
      () => this.attempt(),
      (timeout) => this.parker.wait(this.words, this.base, WANTED, timeout),
      deadline,
    );
  }

  #spin(): boolean {
    for (let i = 0; i < SPINS; i++) {
      if (Atomics.load(this.words, this.base) === FREE && this.tryAcquire()) return true;
    }
    return false;
  }

  protected override attempt(): boolean {
    return Atomics.exchange(this.words, this.base, WANTED) === FREE;
  }

  #wake(): void {
    const contended = this.parker.notify(this.words, this.base, 1) > 0;
    this.wakeLines(contended);
  }
}
