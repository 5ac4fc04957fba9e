// The asynchronous waiters of one primitive in one thread.
//
// | word     | value                                          | changed by                                     |
// | -------- | ---------------------------------------------- | ---------------------------------------------- |
// | LINES    | threads in which somebody waits asynchronously | a line: +1 by its first waiter, -1 by its last |
// | SEQUENCE | any                                            | +1 by everyone who wakes the lines             |
//
// A thread sleeps on SEQUENCE at most once, however many wait in it: an unnotified Atomics.waitAsync is never freed on
// Deno. Blocking waiters sleep on another word, because a notification that goes to a line can be acted upon only when
// its thread comes back to the event loop, which may be blocked in waiting for the same primitive.
//
// For the same reason a wake-up goes to the lines of all threads, never to one of them: the chosen thread might be
// busy for long while the others could go on. It follows that a waiter who gives up never holds a notification that
// somebody else needs: every other line has got it too, and within the line the next attempt is the next waiter's.
import { deadlineAfter, DeadlineTimer, remaining } from "./deadline.ts";
import { Fifo, type Linked } from "./fifo.ts";
import { dropAlive, holdAlive } from "./keep_alive.ts";
import { signalOf, type WaitOptions } from "./options.ts";
import type { Parker } from "./parker.ts";

const LINES = 0;
const SEQUENCE = 1;

/** Milliseconds for which the waiters of one thread may pass a primitive among themselves while others want it too. */
const TURN = 1;

// Shared, because a fresh promise costs as much as the rest of an uncontended acquire.
/** Resolved to true. */
export const yes: Promise<boolean> = Promise.resolve(true);
/** Resolved to false. */
export const no: Promise<boolean> = Promise.resolve(false);

interface Waiter extends Linked<Waiter> {
  readonly ticket: number;
  settle(success: boolean): void;
}

/** First come, first served within the thread; between threads whoever comes first. */
export class Line {
  /** Words that a line needs. */
  static readonly WORDS = 2;

  readonly #words: Int32Array;
  readonly #at: number;
  readonly #parker: Parker;
  readonly #attempt: (ticket: number) => boolean;
  readonly #waiters: Fifo<Waiter> = new Fifo();
  #asleep = false;
  #kicked = false;
  #turnEnds = 0;

  /** `attempt` takes what a waiter with that ticket waits for, or returns false; `at` is the place of its words. */
  constructor(
    words: Int32Array,
    at: number,
    parker: Parker,
    attempt: (ticket: number) => boolean,
  ) {
    this.#words = words;
    this.#at = at;
    this.#parker = parker;
    this.#attempt = attempt;
  }

  /** Nobody in this thread waits. */
  get empty(): boolean {
    return this.#waiters.head === undefined;
  }

  /** Resolves to true once an attempt with `ticket` succeeded, or at once if `done`; to false at the timeout. */
  wait(
    options: WaitOptions | undefined,
    ticket: number = 0,
    done: boolean = false,
  ): Promise<boolean> {
    let deadline = Infinity;
    let signal: AbortSignal | undefined;
    if (options !== undefined) {
      try {
        signal = signalOf(options);
        deadline = deadlineAfter(options.timeout);
      } catch (error) {
        return Promise.reject(error);
      }
      if (signal?.aborted) return Promise.reject(signal.reason);
    }
    if (done || (this.empty && this.#attempt(ticket))) return yes;
    if (options?.timeout === 0) return no;
    return this.#enter(deadline, signal, ticket);
  }

  #enter(deadline: number, signal: AbortSignal | undefined, ticket: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { before: undefined, after: undefined, ticket, settle };
      const abort = () => {
        this.#leave(waiter);
        settle(false, signal);
      };
      const timer = new DeadlineTimer(deadline, () => {
        // The thread may have been blocked past the deadline: what is there by now still counts.
        this.#serve();
        if (settled) return;
        this.#leave(waiter);
        settle(false);
      });
      let settled = false;
      signal?.addEventListener("abort", abort, { once: true });

      const first = this.empty;
      if (first) {
        holdAlive();
        // Counted before the attempt: whoever makes a later one possible sees the count.
        Atomics.add(this.#words, this.#at + LINES, 1);
      }
      this.#waiters.push(waiter);
      if (first) this.#serve();

      function settle(success: boolean, abortedBy?: AbortSignal): void {
        settled = true;
        timer.clear();
        signal?.removeEventListener("abort", abort);
        if (abortedBy !== undefined) reject(abortedBy.reason);
        else resolve(success);
      }
    });
  }

  /**
   * Lets the asynchronous waiters of all threads try again, after what they wait for has become possible.
   * `contended`: blocking waiters want it too.
   */
  wake(contended: boolean): void {
    const own = this.empty ? 0 : 1;
    const others = Atomics.load(this.#words, this.#at + LINES) > own;
    const kick = own === 1 && this.#mayKeep(contended || others);
    if (kick) this.kick();
    if (others || (own === 1 && !kick)) {
      Atomics.add(this.#words, this.#at + SEQUENCE, 1);
      this.#parker.notify(this.#words, this.#at + SEQUENCE, Infinity);
    }
  }

  // Waiters of this very thread are served before the event loop turns, a hundred times faster than by way of
  // SEQUENCE. Without an end to it, waiters elsewhere would always come too late.
  #mayKeep(wantedElsewhere: boolean): boolean {
    if (!wantedElsewhere) {
      this.#turnEnds = 0;
      return true;
    }
    const now = performance.now();
    if (this.#turnEnds === 0) this.#turnEnds = now + TURN;
    if (now < this.#turnEnds) return true;
    this.#turnEnds = 0;
    return false;
  }

  /** Lets the waiters of this thread try again, before the event loop turns. */
  kick(): void {
    // Not at once: a thread that goes on to use the primitive without waiting must not find it taken by a waiter of
    // its own that can't run before the thread comes back to the event loop.
    if (this.#kicked) return;
    this.#kicked = true;
    queueMicrotask(() => {
      this.#kicked = false;
      this.#serve();
    });
  }

  #serve(): void {
    for (let waiter; (waiter = this.#waiters.head) !== undefined;) {
      const seen = Atomics.load(this.#words, this.#at + SEQUENCE);
      if (this.#attempt(waiter.ticket)) {
        this.#leave(waiter);
        waiter.settle(true);
        continue;
      }
      if (this.#asleep) return;
      const wait = this.#parker.waitAsync(this.#words, this.#at + SEQUENCE, seen, Infinity);
      if (!wait.async) continue;
      this.#asleep = true;
      wait.value.then(() => {
        this.#asleep = false;
        this.#serve();
      });
      return;
    }
  }

  #leave(waiter: Waiter): void {
    this.#waiters.remove(waiter);
    if (!this.empty) return;
    Atomics.sub(this.#words, this.#at + LINES, 1);
    dropAlive();
    // Ends our own sleep, which nobody else might ever do; the other lines wake for nothing.
    if (this.#asleep) this.#parker.notify(this.#words, this.#at + SEQUENCE, Infinity);
  }
}

/** Blocks until `attempt` succeeds (true) or `deadline` has passed (false); `sleep` parks the thread in between. */
export function blockUntil(
  attempt: () => boolean,
  sleep: (timeout: number) => unknown,
  deadline: number,
): boolean {
  for (;;) {
    if (attempt()) return true;
    const left = remaining(deadline);
    if (left <= 0) return false;
    sleep(left);
  }
}
