import { deadlineAfter } from "./deadline.ts";
import { blockUntil, Line, yes } from "./line.ts";
import type { WaitOptions } from "./options.ts";
import type { Parker } from "./parker.ts";
import { createWords, parkerOf } from "./words.ts";

const STATE = 0;
const SLEEPERS = 1;
const LINE = 2;

/**
 * Two states that one can wait for one of.
 *
 * | word     | value                             | changed by                                          |
 * | -------- | --------------------------------- | --------------------------------------------------- |
 * | STATE    | even: clear, odd: set             | set: even → +1; clear: odd → +1                     |
 * | SLEEPERS | blocking waiters                  | such a waiter: +1 before its last look at STATE, -1 |
 * | +2 +3    | asynchronous waiters, see line.ts | the lines                                           |
 *
 * STATE never goes back, so a waiter who met an even number has been served as soon as it meets any other, even if the
 * flag is clear again by then.
 */
export class Flag {
  /** Words that a flag needs. */
  static readonly WORDS: number = LINE + Line.WORDS;

  /** The memory that holds the state. */
  readonly words: Int32Array;
  /** The index of the first of its words. */
  readonly base: number;
  readonly #parker: Parker;
  #line: Line | undefined;

  /** Over words of its own (clear), or over existing ones. */
  constructor(
    words: Int32Array = createWords(Flag.WORDS),
    base: number = 0,
    parker: Parker = parkerOf(words),
  ) {
    this.words = words;
    this.base = base;
    this.#parker = parker;
  }

  /** Whether the flag is set at this moment. */
  isSet(): boolean {
    return isOdd(this.#state());
  }

  /** Sets the flag and wakes everybody. */
  set(): void {
    if (!this.#advance(isOdd)) return;
    const { words, base } = this;
    if (Atomics.load(words, base + SLEEPERS) !== 0) {
      this.#parker.notify(words, base + STATE, Infinity);
    }
    if (Atomics.load(words, base + LINE) !== 0) this.#waiters().wake(false);
  }

  /** Clears the flag. */
  clear(): void {
    this.#advance((state) => !isOdd(state));
  }

  /** Blocks until the flag is or was set; false at the timeout. */
  waitSync(timeout?: number): boolean {
    const deadline = deadlineAfter(timeout);
    const state = this.#state();
    if (isOdd(state)) return true;
    const { words, base } = this;
    Atomics.add(words, base + SLEEPERS, 1);
    try {
      return blockUntil(
        () => this.#state() !== state,
        (left) => this.#parker.wait(words, base + STATE, state, left),
        deadline,
      );
    } finally {
      Atomics.sub(words, base + SLEEPERS, 1);
    }
  }

  /** Resolves to true once the flag is or was set, to false at the timeout. */
  wait(options?: WaitOptions): Promise<boolean> {
    const state = this.#state();
    if (options === undefined && isOdd(state)) return yes;
    return this.#waiters().wait(options, state, isOdd(state));
  }

  #state(): number {
    return Atomics.load(this.words, this.base + STATE);
  }

  // One step on, unless `done` says that there is nothing to do; false then.
  #advance(done: (state: number) => boolean): boolean {
    const { words, base } = this;
    for (;;) {
      const state = this.#state();
      if (done(state)) return false;
      if (Atomics.compareExchange(words, base + STATE, state, (state + 1) | 0) === state) {
        return true;
      }
    }
  }

  #waiters(): Line {
    return this.#line ??= new Line(
      this.words,
      this.base + LINE,
      this.#parker,
      (seen) => this.#state() !== seen,
    );
  }
}

function isOdd(state: number): boolean {
  return (state & 1) === 1;
}
