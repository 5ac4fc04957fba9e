/**
 * Looks every now and then after those of this thread who wait without blocking: whoever was to wake them may have been
 * killed. Keeps no program alive.
 */
export class Watch {
  readonly #look: () => void;
  readonly #period: number;
  #waiters = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Calls `look` every `period` ms while anybody waits. */
  constructor(look: () => void, period: number) {
    this.#look = look;
    this.#period = period;
  }

  enter(): void {
    this.#waiters++;
    // It outlives the waiter: most wait for much less than a period, and a timer costs more than their wait.
    this.#timer ??= this.#start();
  }

  leave(): void {
    this.#waiters--;
  }

  #start(): ReturnType<typeof setInterval> {
    const timer = setInterval(() => {
      if (this.#waiters > 0) return this.#look();
      clearInterval(timer);
      this.#timer = undefined;
    }, this.#period);
    (timer as unknown as { unref?(): void }).unref?.();
    return timer;
  }
}
