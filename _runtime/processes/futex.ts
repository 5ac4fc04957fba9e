// Sleeping on words of memory that processes share: futex(2), which has no name in the C library.

import type { ForeignFunction, Signature } from "./foreign.ts";
import { type Libc, LIBRARY } from "./libc.ts";

const FUNCTIONS = {
  syscall: {
    // The kernel looks at 32 bits of all but the addresses.
    parameters: ["i32", "buffer", "i32", "i32", "buffer", "pointer", "i32"],
    result: "i32",
  },
} as const satisfies Record<string, Signature>;

/** Of the call, by processor. */
const NUMBERS: Readonly<Record<string, number>> = { x64: 202, arm64: 98 };
const WAIT = 0;
const WAKE = 1;
const EINTR = 4;
const EAGAIN = 11;
const ETIMEDOUT = 110;
const MOST = 2 ** 31 - 1;

/** How a sleep ended; "interrupted" by a signal. */
export type FutexResult = "ok" | "not-equal" | "timed-out" | "interrupted";

export class Futex {
  readonly #libc: Libc;
  readonly #call: ForeignFunction;
  readonly #number: number;
  // struct timespec: two numbers of 64 bits.
  readonly #time: Uint32Array = new Uint32Array(4);

  /** Undefined for a processor for which the number of the call is not known. */
  static create(libc: Libc): Futex | undefined {
    const number = NUMBERS[libc.foreign.processor];
    return number === undefined ? undefined : new Futex(libc, number);
  }

  private constructor(libc: Libc, number: number) {
    this.#libc = libc;
    this.#number = number;
    this.#call = libc.foreign.open(LIBRARY, FUNCTIONS).syscall;
  }

  /** Sleeps while the first word of the view is `expected`, at most `timeout` ms. */
  wait(word: Int32Array, expected: number, timeout: number): FutexResult {
    const result = this.#libc.result(
      this.#call(this.#number, word, WAIT, expected, this.#timeOf(timeout), null, 0),
    );
    if (result === -EAGAIN) return "not-equal";
    if (result === -ETIMEDOUT) return "timed-out";
    return result === -EINTR ? "interrupted" : "ok";
  }

  /** Wakes at most `count` who sleep on the word; how many. */
  wake(word: Int32Array, count: number): number {
    return this.#call(this.#number, word, WAKE, Math.min(count, MOST), null, null, 0);
  }

  #timeOf(timeout: number): Uint32Array | null {
    if (timeout === Infinity) return null;
    const seconds = Math.floor(timeout / 1000);
    const time = this.#time;
    time[0] = seconds;
    time[1] = seconds / 2 ** 32;
    time[2] = Math.min(Math.ceil((timeout - seconds * 1000) * 1e6), 999_999_999);
    return time;
  }
}
