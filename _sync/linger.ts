// Waking a sleeping thread takes longer than a quick task. Where one task is awaited at a time, and the last ones were
// quick, the thread that waits looks for the end a moment before it goes back to its event loop.

import { severalCpus } from "../../_sync/several_cpus.ts";

/** Milliseconds. */
const MOMENT = 0.015;
/** Vain looks in a row after which only every so many waits looks again. */
const PATIENCE = 4;
const SELDOM = 64;

export class Linger {
  readonly #useful: boolean = severalCpus();
  #vain = 0;
  #skipped = 0;

  /** Whether `done` came true within a moment, if it was worth looking. */
  until(done: () => boolean): boolean {
    if (!this.#useful) return false;
    if (this.#vain >= PATIENCE && ++this.#skipped % SELDOM !== 0) return false;
    const end = performance.now() + MOMENT;
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
