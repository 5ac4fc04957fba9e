// What a sleeper does: it sleeps on all words of its owner at once, and tells it when one of them was notified.

import { FutexVector } from "../_runtime/processes/futex_vector.ts";
import type { Libc } from "../_runtime/processes/mod.ts";
import { currentThread } from "../_thread/current.ts";
import { isRunning } from "../_thread/record.ts";
import { libcFor } from "./descriptors.ts";
import {
  ASLEEP,
  CONTROL,
  COUNT,
  ENTRY_WORDS,
  OWNER,
  SEQUENCE,
  SleeperState,
  STATE,
  TABLE,
  TICKS,
  WOKEN,
} from "./sleeper_words.ts";

/** Milliseconds after which the owner looks by itself, see futex_parker.ts. */
const TICK = 100;
/** Milliseconds without a word after which the thread is given back. */
const IDLE = 10_000;

/** Blocks the thread as long as its owner has words to be slept on. */
export function beSleeper(words: Int32Array): void {
  try {
    const sleeper = new Sleeper(words, libcFor("waiting for other processes"));
    Atomics.compareExchange(words, STATE, SleeperState.STARTING, SleeperState.READY);
    // The owner looks by itself until then.
    sleeper.tell();
    sleeper.run();
  } catch (error) {
    Atomics.store(words, STATE, SleeperState.UNABLE);
    Atomics.add(words, SEQUENCE, 1);
    Atomics.notify(words, SEQUENCE);
    throw error;
  }
}

class Sleeper {
  readonly #words: Int32Array;
  readonly #vector: FutexVector;
  readonly #low: number;
  readonly #high: number;
  /** Words in the vector beside CONTROL. */
  #count = 0;
  /** CONTROL when the owner was told; until it has looked, there is nothing to be slept on. */
  #told: number | undefined;

  constructor(words: Int32Array, libc: Libc) {
    this.#words = words;
    this.#vector = new FutexVector(libc);
    const address = libc.foreign.address(words.subarray(CONTROL));
    this.#low = Number(address & 0xffffffffn);
    this.#high = Number(address >> 32n);
  }

  run(): void {
    const words = this.#words;
    for (;;) {
      const seen = Atomics.load(words, CONTROL);
      this.#fill(seen);
      if (Atomics.load(words, CONTROL) !== seen) continue;
      Atomics.store(words, ASLEEP, 1);
      const result = this.#vector.wait(1 + this.#count, this.#count > 0 ? TICK : IDLE);
      Atomics.store(words, ASLEEP, 0);
      const changed = Atomics.load(words, CONTROL) !== seen;
      if (result === "unable") throw new Error("futex_waitv is not available");
      if (result === "timed-out" && !changed && this.#rest()) return;
      if (changed || result === 0 || result === "interrupted" || this.#count === 0) continue;
      if (result === "timed-out") Atomics.add(words, TICKS, 1);
      else if (result !== "not-equal") this.#note(result - 1);
      this.#told = seen;
      this.tell();
    }
  }

  tell(): void {
    Atomics.add(this.#words, SEQUENCE, 1);
    Atomics.notify(this.#words, SEQUENCE);
  }

  #fill(seen: number): void {
    const words = this.#words;
    this.#vector.set(0, this.#low, this.#high, seen);
    this.#count = this.#told === seen ? 0 : Atomics.load(words, COUNT);
    for (let i = 0; i < this.#count; i++) {
      const at = TABLE + i * ENTRY_WORDS;
      this.#vector.set(i + 1, words[at]!, words[at + 1]!, words[at + 2]!);
    }
  }

  #note(entry: number): void {
    const at = TABLE + entry * ENTRY_WORDS;
    Atomics.store(this.#words, WOKEN, this.#words[at]!);
    Atomics.store(this.#words, WOKEN + 1, this.#words[at + 1]!);
  }

  // Whether there is nothing to do (any more).
  #rest(): boolean {
    if (this.#needed()) return false;
    Atomics.store(this.#words, STATE, SleeperState.NONE);
    // What has come meanwhile has found the state as it was, or started another one.
    return !this.#needed() ||
      Atomics.compareExchange(this.#words, STATE, SleeperState.NONE, SleeperState.READY) !==
        SleeperState.NONE;
  }

  #needed(): boolean {
    return Atomics.load(this.#words, COUNT) > 0 &&
      isRunning(currentThread().shared, Atomics.load(this.#words, OWNER));
  }
}
