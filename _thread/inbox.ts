// Where a thread learns that others have something for it: a result, a death, a request.
//
//   words[0]  sequence   added to by any thread that has put something where a source of this inbox will find it;
//                        slept on by the owning thread alone, blocking or not
//
// One word for everything lets a thread that is blocked on one future take part in all the rest meanwhile.

const SEQUENCE = 0;
/** Rounds of draining before the event loop gets a turn, so that a stream of results can't starve timers. */
const ROUNDS = 8;
/** Polls within callbacks of each other: enough for a callback that asks in a loop, too few to overflow the stack. */
const DEPTH = 8;

/** Something that others fill and the owning thread empties. */
export interface Source {
  /** True when `drain` runs no code of the user's, and so may be called while the thread is blocked in any primitive. */
  readonly urgent: boolean;
  /** True when events of the owning thread fill it: never while that is blocked. */
  readonly turns?: boolean;
  drain(): void;
}

/** Tells the thread that owns the inbox `words` that a source of its has been filled. */
export function bump(words: Int32Array): void {
  Atomics.add(words, SEQUENCE, 1);
  Atomics.notify(words, SEQUENCE);
}

export class Inbox {
  readonly words: Int32Array;
  #sources = new Set<Source>();
  #listening = false;
  #draining = 0;

  constructor(words: Int32Array) {
    this.words = words;
  }

  add(source: Source): void {
    this.#sources.add(source);
    this.#listen();
  }

  remove(source: Source): void {
    this.#sources.delete(source);
  }

  /** Empties every source without waiting. */
  poll(): void {
    if (this.#draining < DEPTH) this.#drain();
  }

  /** Empties the urgent sources; safe while the thread is blocked in a primitive. */
  serve(): void {
    for (const source of this.#sources) if (source.urgent) source.drain();
  }

  /** Whether anything but urgent sources can still be filled while the thread is blocked. */
  get expecting(): boolean {
    for (const source of this.#sources) if (!source.urgent && source.turns !== true) return true;
    return false;
  }

  /** Whether anything can be filled while the thread is not blocked, and only then. */
  get needsTurns(): boolean {
    for (const source of this.#sources) if (source.turns === true) return true;
    return false;
  }

  /** Blocks until `ready()`, emptying the sources meanwhile; false when `end` (performance.now) has passed. */
  waitSync(ready: () => boolean, end: number): boolean {
    for (;;) {
      const seen = Atomics.load(this.words, SEQUENCE);
      this.#drain();
      if (ready()) return true;
      const left = end === Infinity ? Infinity : end - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.words, SEQUENCE, seen, left);
    }
  }

  #drain(): void {
    this.#draining++;
    try {
      for (const source of this.#sources) source.drain();
    } finally {
      this.#draining--;
    }
  }

  // waitAsync keeps no program alive: whoever waits for work holds the process itself.
  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    for (let round = 0; round < ROUNDS; round++) {
      const seen = Atomics.load(this.words, SEQUENCE);
      this.poll();
      if (this.#sources.size === 0) {
        this.#listening = false;
        return;
      }
      const wait = Atomics.waitAsync(this.words, SEQUENCE, seen);
      if (wait.async) {
        wait.value.then(this.#resume);
        return;
      }
    }
    setTimeout(this.#resume, 0);
  }

  #resume = (): void => {
    this.#listening = false;
    this.#listen();
  };
}
