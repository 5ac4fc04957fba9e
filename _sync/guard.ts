import { severalCpus } from "./several_cpus.ts";
import type { Parker } from "./parker.ts";
import { RuntimeError } from "../_runtime/errors.ts";

/** Who may hold a guard, by number: positive, of 31 bits. */
export interface Owners {
  /** The caller. */
  current(): number;
  /** Whether that one still runs. */
  alive(owner: number): boolean;
}

/** The number of one whose end nobody would notice. */
export const UNKNOWN_OWNER = 0x7fffffff;

/** Looks before going to sleep: sections are so short that whoever is inside has left by then. */
const SPINS = 400;
/** Milliseconds until one who waits asks whether the holder is still there. */
const PATIENCE = 50;

/**
 * A mutex for short sections of our own code, blocking only, that outlives its holder: who finds that the holder has
 * died takes it over, with whatever state the section was in.
 *
 * | word  | value                                    | changed by                                              |
 * | ----- | ---------------------------------------- | ------------------------------------------------------- |
 * | STATE | 0 free                                   | leave                                                   |
 * |       | owner: held                              | an enter that need not wait                             |
 * |       | -owner: held, and somebody may wait      | everyone about to sleep, and who enters after a sleep   |
 */
export class Guard {
  /** Words that a guard needs. */
  static readonly WORDS = 1;

  readonly #words: Int32Array;
  readonly #at: number;
  readonly #parker: Parker;
  readonly #owners: Owners;

  constructor(words: Int32Array, at: number, parker: Parker, owners: Owners) {
    this.#words = words;
    this.#at = at;
    this.#parker = parker;
    this.#owners = owners;
  }

  /**
   * Enters; false when the last holder died inside, so that the state must be looked after first.
   *
   * @throws RuntimeError when the caller is inside already.
   */
  enter(): boolean {
    const me = this.#owners.current();
    const holder = Atomics.compareExchange(this.#words, this.#at, 0, me);
    return holder === 0 || this.#wait(me);
  }

  /** Leaves. */
  leave(): void {
    if (Atomics.exchange(this.#words, this.#at, 0) < 0) {
      this.#parker.notify(this.#words, this.#at, 1);
    }
  }

  #wait(me: number): boolean {
    const words = this.#words;
    const at = this.#at;
    if (severalCpus()) {
      for (let i = 0; i < SPINS; i++) {
        if (Atomics.load(words, at) === 0 && Atomics.compareExchange(words, at, 0, me) === 0) {
          return true;
        }
      }
    }
    for (;;) {
      const state = Atomics.load(words, at);
      if (state === 0) {
        if (Atomics.compareExchange(words, at, 0, -me) === 0) return true;
        continue;
      }
      const holder = Math.abs(state);
      if (holder === me && me !== UNKNOWN_OWNER) {
        throw new RuntimeError(
          "this would deadlock: the thread is inside already, as when a queue's compare function " +
            "uses the queue",
        );
      }
      if (state > 0 && Atomics.compareExchange(words, at, state, -state) !== state) continue;
      if (this.#parker.wait(words, at, -holder, PATIENCE) !== "timed-out") continue;
      if (holder === UNKNOWN_OWNER || this.#owners.alive(holder)) continue;
      if (Atomics.compareExchange(words, at, -holder, -me) === -holder) return false;
    }
  }
}
