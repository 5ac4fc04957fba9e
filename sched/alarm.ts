/** Milliseconds after which a sleep goes by stages: setTimeout fires at once for more. */
const LONGEST = 2 ** 31 - 1;

/** Sleeps that can be ended early. */
export class Alarm {
  #wakers: Set<() => void> = new Set();

  /** Ends all sleeps. */
  ring(): void {
    for (const wake of this.#wakers) wake();
  }

  /** Resolves after `ms` milliseconds, or when the alarm rings; rejects with the signal's reason on abort. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return this.until((wake) => {
      const timer = setTimeout(wake, Math.min(Math.ceil(ms), LONGEST));
      return () => clearTimeout(timer);
    }, signal);
  }

  /** Resolves when `promise` does, or when the alarm rings; rejects as it does, or on abort. */
  race(promise: PromiseLike<unknown>, signal: AbortSignal | undefined): Promise<void> {
    return this.until((wake, fail) => {
      promise.then(wake, fail);
    }, signal);
  }

  /** `begin` starts what ends the sleep; what it returns is called when the sleep is over. */
  until(
    begin: (wake: () => void, fail: (error: unknown) => void) => (() => void) | void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (settle: () => void) => {
        this.#wakers.delete(wake);
        signal?.removeEventListener("abort", abort);
        stop?.();
        settle();
      };
      const wake = () => over(resolve);
      const fail = (error: unknown) => over(() => reject(error));
      const abort = () => fail(signal!.reason);
      this.#wakers.add(wake);
      signal?.addEventListener("abort", abort, { once: true });
      const stop = begin(wake, fail);
    });
  }
}
