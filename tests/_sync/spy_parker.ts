import type { AsyncWait, Parker, WaitResult } from "../../_sync/parker.ts";

/** A parker that counts the asynchronous sleeps that nobody has ended. */
export class SpyParker implements Parker {
  asleep = 0;
  mostAsleep = 0;
  sleeps = 0;
  /** How many sleepers of each word were notified. */
  notified = new Map<number, number>();

  constructor(readonly inner: Parker) {}

  wait(words: Int32Array, index: number, expected: number, timeout: number): WaitResult {
    return this.inner.wait(words, index, expected, timeout);
  }

  waitAsync(words: Int32Array, index: number, expected: number, timeout: number): AsyncWait {
    const wait = this.inner.waitAsync(words, index, expected, timeout);
    if (wait.async) {
      this.sleeps++;
      this.mostAsleep = Math.max(this.mostAsleep, ++this.asleep);
      wait.value.then(() => this.asleep--);
    }
    return wait;
  }

  notify(words: Int32Array, index: number, count: number): number {
    const woken = this.inner.notify(words, index, count);
    this.notified.set(index, (this.notified.get(index) ?? 0) + woken);
    return woken;
  }
}
