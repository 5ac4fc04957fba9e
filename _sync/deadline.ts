// Timeouts are relative, waits are not: whatever wakes a waiter too early, it goes on until its deadline.

/** The point of `performance.now()` at which a wait of `timeout` ms ends; `undefined`: never. */
export function deadlineAfter(timeout: number | undefined): number {
  if (timeout === undefined) return Infinity;
  if (typeof timeout !== "number") {
    throw new TypeError(`timeout must be a number, got ${describe(timeout)}`);
  }
  // Written so that NaN is refused too.
  if (!(timeout >= 0)) throw new RangeError(`timeout must be >= 0, got ${timeout}`);
  return timeout === Infinity ? Infinity : performance.now() + timeout;
}

/** Milliseconds until `deadline`; never negative. */
export function remaining(deadline: number): number {
  return deadline === Infinity ? Infinity : Math.max(0, deadline - performance.now());
}

/** setTimeout fires at once for more than this. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A timer that calls `expire` at `deadline`, never earlier. `clear` stops it. */
export class DeadlineTimer {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Starts the timer, unless `deadline` is Infinity. */
  constructor(deadline: number, expire: () => void) {
    if (deadline !== Infinity) this.#start(deadline, expire);
  }

  #start(deadline: number, expire: () => void): void {
    const delay = Math.min(Math.ceil(remaining(deadline)), LONGEST_TIMER);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (remaining(deadline) > 0) this.#start(deadline, expire);
      else expire();
    }, delay);
  }

  /** Stops the timer. */
  clear(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

function describe(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
