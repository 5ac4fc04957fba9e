import { RuntimeError } from "../_runtime/errors.ts";
import { type Member, Run } from "./condition_run.ts";
import { deadlineAfter } from "./deadline.ts";
import { dropAlive, holdAlive } from "./keep_alive.ts";
import { blockUntil } from "./line.ts";
import { signalOf, type WaitOptions } from "./options.ts";
import type { Parker } from "./parker.ts";
import { WaitList } from "./wait_list.ts";
import { createWords, parkerOf } from "./words.ts";

/** What a condition asks of its lock. */
export interface ConditionLock {
  /** Whether the caller may wait and notify. */
  held(): boolean;
  /** Frees the lock, however often it was taken; the result goes to `retake`. */
  releaseAll(): number;
  /** Takes the lock as it was. */
  retake(levels: number): Promise<unknown>;
  /** Takes the lock as it was, blocking. */
  retakeSync(levels: number): unknown;
}

/**
 * Waiting for a state that a lock protects. `notify(n)` wakes exactly the n waiters that came first, blocking and
 * asynchronous ones of all threads in one line.
 *
 * Its words are those of a WaitList. A wait always ends with the lock held again, and only then is it decided how it
 * ended: a waiter who was notified while it gave up counts as notified, so no notification is lost; one who was not
 * leaves the line under the lock, so none can go to it any more.
 */
export class Condition {
  /** Words that a condition needs. */
  static readonly WORDS: number = WaitList.WORDS;

  /** The memory that holds the state. */
  readonly words: Int32Array;
  /** The index of the first of its words. */
  readonly base: number;
  readonly #mutex: ConditionLock;
  readonly #parker: Parker;
  readonly #list: WaitList;
  readonly #runs: Map<number, Run> = new Map();

  /** Over words of its own, or over existing ones; all threads must use the same lock with them. */
  constructor(
    mutex: ConditionLock,
    words: Int32Array = createWords(Condition.WORDS),
    base: number = 0,
    parker: Parker = parkerOf(words),
  ) {
    this.words = words;
    this.base = base;
    this.#mutex = mutex;
    this.#parker = parker;
    this.#list = new WaitList(words, base, parker.owners);
  }

  /** Whether the caller may wait and notify. */
  get held(): boolean {
    return this.#mutex.held();
  }

  /** Waiters that are not notified yet. */
  get waiters(): number {
    return this.#list.waiters;
  }

  /** Frees the lock, waits, takes it again. True if notified, false at the timeout; an abort rejects. */
  async wait(options?: WaitOptions): Promise<boolean> {
    const signal = options === undefined ? undefined : signalOf(options);
    const deadline = deadlineAfter(options?.timeout);
    this.#checkHeld("wait");
    if (signal?.aborted) throw signal.reason;

    const run = this.#lastRun();
    const member = run.add();
    const levels = this.#mutex.releaseAll();
    let aborted: boolean;
    holdAlive();
    try {
      aborted = await run.sleep(member, deadline, signal);
      await this.#mutex.retake(levels);
    } finally {
      dropAlive();
    }
    if (this.#finish(run, member)) return true;
    if (aborted) throw signal!.reason;
    return false;
  }

  /** Frees the lock, blocks, takes it again. True if notified, false at the timeout. */
  waitSync(timeout?: number): boolean {
    const deadline = deadlineAfter(timeout);
    this.#checkHeld("wait");
    const slot = this.#list.append();
    const word = this.#list.notified(slot);
    const notified = () => Atomics.load(this.words, word) !== 0;
    const levels = this.#mutex.releaseAll();
    let woken = false;
    try {
      blockUntil(notified, (left) => this.#parker.wait(this.words, word, 0, left), deadline);
    } finally {
      this.#mutex.retakeSync(levels);
      woken = notified();
      this.#finishSync(slot, woken);
    }
    return woken;
  }

  /** Wakes the `n` waiters that came first, or all if they are fewer. The lock must be held. */
  notify(n: number = 1): void {
    if (typeof n !== "number") {
      throw new TypeError(`Condition.notify: n must be a number, got ${String(n)}`);
    }
    if (!Number.isInteger(n) && n !== Infinity || n < 0) {
      throw new RangeError(`Condition.notify: n must be an integer >= 0, got ${n}`);
    }
    this.#checkHeld("notify");
    this.#list.notify(n, (slot) => {
      const woken = this.#parker.notify(this.words, this.#list.notified(slot), 1);
      const run = this.#runs.get(slot);
      run?.kick();
      return woken > 0 || run !== undefined;
    });
  }

  /** Wakes all waiters. The lock must be held. */
  notifyAll(): void {
    this.notify(Infinity);
  }

  #checkHeld(what: string): void {
    if (!this.#mutex.held()) throw new RuntimeError(`cannot ${what} on un-acquired lock`);
  }

  // The run that a new waiter belongs to: the last one if it is ours, else a new one behind it.
  #lastRun(): Run {
    const last = this.#runs.get(this.#list.tail);
    if (last !== undefined) {
      this.#list.join(last.slot);
      return last;
    }
    const run = new Run(this.words, this.#list, this.#parker);
    this.#runs.set(run.slot, run);
    return run;
  }

  #finish(run: Run, member: Member): boolean {
    const { closed } = run;
    const notified = run.finish(member);
    if (run.closed && !closed) this.#runs.delete(run.slot);
    return notified;
  }

  #finishSync(slot: number, notified: boolean): void {
    if (!notified) this.#list.leave(slot);
    this.#list.free(slot);
  }
}
