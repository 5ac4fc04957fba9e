import { Fifo, type Linked } from "../../_sync/fifo.ts";
import type { Letter } from "./letter.ts";

/** One who waits for room. */
export interface Putter extends Linked<Putter> {
  readonly letter: Letter;
  readonly signal: AbortSignal | undefined;
  /** What has become of it. */
  state: "waiting" | "admitted" | "refused";
  /** Why it was refused. */
  error: unknown;
}

/**
 * Those of one thread who wait for room without blocking, first come, first served: whoever of them is woken lets in
 * those ahead of it first.
 */
export class Putters {
  readonly #line: Fifo<Putter> = new Fifo();
  readonly #insert: (letter: Letter) => boolean;

  /** `insert` puts a letter if there is room; it may refuse it by throwing. */
  constructor(insert: (letter: Letter) => boolean) {
    this.#insert = insert;
  }

  /** Becomes the last one. */
  enter(letter: Letter, signal: AbortSignal | undefined): Putter {
    const putter: Putter = {
      letter,
      signal,
      state: "waiting",
      error: undefined,
      before: undefined,
      after: undefined,
    };
    this.#line.push(putter);
    return putter;
  }

  /** Gives up. */
  leave(putter: Putter): void {
    this.#line.remove(putter);
  }

  /** Lets in as many as there is room for; whether nobody is left. */
  admit(): boolean {
    for (let putter = this.#line.head; putter !== undefined;) {
      const next: Putter | undefined = putter.after;
      // It is about to give up.
      if (!putter.signal?.aborted && !this.#try(putter)) return false;
      putter = next;
    }
    return true;
  }

  #try(putter: Putter): boolean {
    try {
      if (!this.#insert(putter.letter)) return false;
      putter.state = "admitted";
    } catch (error) {
      putter.state = "refused";
      putter.error = error;
    }
    this.#line.remove(putter);
    return true;
  }
}
