// Waking a sleeping thread takes longer than a quick answer. Where the last answers were quick, whoever waits for one looks
// for it a moment before it goes to sleep, or back to its event loop.

import { severalCpus } from "./several_cpus.ts";

/** Vain looks in a row after which only every so many waits looks again. */
const PATIENCE = 4;
const SELDOM = 64;

export class Linger {
  readonly #moment: number;
  readonly #useful: boolean = severalCpus();
  #vain = 0;
  #skipped = 0;

  /** `moment` is in milliseconds. */
  constructor(moment: number) {
    this.#moment = moment;
  }

  /** Whether `done` came true within a moment, if it was worth looking. */
  until(done: () => boolean): boolean {
    if (!this.#useful) return false;
    if (this.#vain >= PATIENCE && ++this.#skipped % SELDOM !== 0) return false;
    const end = performance.now() + this.#moment;
    do {
      for (let i = 0; i < 16; i++) {
        if (!done()) continue;
        this.#vain = 0;
        return true;
      }
    } while (performance.now() < end);
    this.#vain++;
    return false;
  }
}
