import { Line } from "./line.ts";
import type { Parker } from "./parker.ts";
import { createWords, parkerOf } from "./words.ts";

/** What all primitives are made of: words, the parker of their memory, and this thread's line of asynchronous waiters. */
export abstract class Primitive {
  /** The memory that holds the state. */
  readonly words: Int32Array;
  /** The index of the first of its words. */
  readonly base: number;
  /** Sleeps on the words. */
  protected readonly parker: Parker;
  readonly #lineAt: number;
  #line: Line | undefined;

  /**
   * Over `count` words of its own, or over existing ones: another thread's primitive, or zeros. The words of its line
   * are at `lineAt`.
   */
  constructor(
    count: number,
    lineAt: number,
    words: Int32Array | undefined,
    base: number = 0,
    parker?: Parker,
  ) {
    this.words = words ?? createWords(base + count);
    this.base = base;
    this.parker = parker ?? parkerOf(this.words);
    this.#lineAt = base + lineAt;
  }

  /** Takes what a waiter of the line waits for, or returns false. */
  protected abstract attempt(ticket: number): boolean;

  /** The asynchronous waiters of this thread. */
  protected get line(): Line {
    return this.#line ??= new Line(
      this.words,
      this.#lineAt,
      this.parker,
      (ticket) => this.attempt(ticket),
    );
  }

  /** Whether nobody waits asynchronously in this thread. */
  protected get lineEmpty(): boolean {
    return this.#line === undefined || this.#line.empty;
  }

  /** Wakes the lines of all threads, if there are any; `contended`: blocking waiters want it too. */
  protected wakeLines(contended: boolean): void {
    if (Atomics.load(this.words, this.#lineAt) !== 0) this.line.wake(contended);
  }
}
