// Sleeping on several words at once: futex_waitv(2), of Linux 5.16 and later.

import type { ForeignFunction, Signature } from "./foreign.ts";
import { type Libc, LIBRARY } from "./libc.ts";

const FUNCTIONS = {
  syscall: {
    // The kernel looks at 32 bits of all but the addresses.
    parameters: ["i32", "buffer", "i32", "i32", "buffer", "i32"],
    result: "i32",
  },
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
} as const satisfies Record<string, Signature>;

/** The same for all processors. */
const FUTEX_WAITV = 449;
const SIZE_32 = 2;
const CLOCK_MONOTONIC = 1;
const EINTR = 4;
const EAGAIN = 11;
const ETIMEDOUT = 110;

/** Words that one sleep can be on; the system has no more. */
export const MOST_WORDS = 128;
/** Of struct futex_waitv, in 32-bit words: value (2), address (2), flags, reserved. */
const ENTRY = 6;

/** How a sleep ended: by a wake of the word of that number, else why; "unable": never on this system. */
export type VectorResult = number | "not-equal" | "timed-out" | "interrupted" | "unable";

export class FutexVector {
  readonly #libc: Libc;
  readonly #c: Record<keyof typeof FUNCTIONS, ForeignFunction>;
  readonly #entries: Uint32Array = new Uint32Array(ENTRY * MOST_WORDS);
  // struct timespec: two numbers of 64 bits.
  readonly #time: Uint32Array = new Uint32Array(4);

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#c = libc.foreign.open(LIBRARY, FUNCTIONS);
    for (let at = 0; at < this.#entries.length; at += ENTRY) this.#entries[at + 4] = SIZE_32;
  }

  /** Makes it the word at that address (two halves, the lower first), as long as it is `expected`. */
  set(number: number, low: number, high: number, expected: number): void {
    const at = number * ENTRY;
    this.#entries[at] = expected;
    this.#entries[at + 2] = low;
    this.#entries[at + 3] = high;
  }

  /** Sleeps on the first `count` words while all are as expected, at most `timeout` ms. */
  wait(count: number, timeout: number): VectorResult {
    this.#until(timeout);
    const result = this.#libc.result(
      this.#c.syscall(FUTEX_WAITV, this.#entries, count, 0, this.#time, CLOCK_MONOTONIC),
    );
    if (result >= 0) return result;
    if (result === -EAGAIN) return "not-equal";
    if (result === -ETIMEDOUT) return "timed-out";
    return result === -EINTR ? "interrupted" : "unable";
  }

  // The call wants a point of time.
  #until(timeout: number): void {
    const time = this.#time;
    this.#c.clock_gettime(CLOCK_MONOTONIC, time);
    const nanoseconds = time[2]! + Math.ceil(timeout * 1e6);
    const seconds = time[0]! + Math.floor(nanoseconds / 1e9);
    time[0] = seconds;
    time[1] = seconds / 2 ** 32;
    time[2] = nanoseconds % 1e9;
  }
}
