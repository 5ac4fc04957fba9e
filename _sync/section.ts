import { Guard } from "./guard.ts";
import { Mutex } from "./mutex.ts";
import type { Parker } from "./parker.ts";

/** A short section of our own code: held by a mutex, or where its holder can be killed by a guard, which outlives that. */
export class Section {
  /** Words that it needs. */
  static readonly WORDS: number = Math.max(Mutex.WORDS, Guard.WORDS);

  readonly #mutex: Mutex | undefined;
  readonly #guard: Guard | undefined;

  constructor(words: Int32Array, at: number, parker: Parker) {
    const { owners } = parker;
    if (owners === undefined) this.#mutex = new Mutex(words, at, parker);
    else this.#guard = new Guard(words, at, parker, owners);
  }

  /** Enters; false when the last holder died inside, so that the state must be looked after first. */
  enter(): boolean {
    if (this.#guard !== undefined) return this.#guard.enter();
    this.#mutex!.acquireSync();
    return true;
  }

  /** Leaves. */
  leave(): void {
    if (this.#guard !== undefined) this.#guard.leave();
    else this.#mutex!.release();
  }
}
