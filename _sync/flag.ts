import { deadlineAfter } from "./deadline.ts";
import { blockUntil, Line, yes } from "./line.ts";
import type { WaitOptions } from "./options.ts";
import type { Parker } from "./parker.ts";
import { Primitive } from "./primitive.ts";

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
export class Flag extends Primitive {
  /** Words that a flag needs. */
  static readonly WORDS: number = LINE + Line.WORDS;

  /** Over words of its own (clear), or over existing ones. */
  constructor(words?: Int32Array, base?: number, parker?: Parker) {
    super(Flag.WORDS, LINE, words, base, parker);
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
      this.parker.notify(words, base + STATE, Infinity);
    }
    this.wakeLines(false);
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
        (left) => this.parker.wait(words, base + STATE, state, left),
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
    return this.line.wait(options, state, isOdd(state));
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

  protected override attempt(seen: number): boolean {
    return this.#state() !== seen;
  }
}

function isOdd(state: number): boolean {
  return (state & 1) === 1;
}
