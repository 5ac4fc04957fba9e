import { deadlineAfter } from "./deadline.ts";
import { blockUntil, Line, yes } from "./line.ts";
import { SPINS } from "./mutex.ts";
import type { WaitOptions } from "./options.ts";
import type { Parker } from "./parker.ts";
import { Primitive } from "./primitive.ts";
import { severalCpus } from "./several_cpus.ts";

const STATE = 0;
const LEVELS = 1;
const LINE = 2;

const FREE = 0;
const WANTED = 1;

/**
 * A lock with an owner, who may take it again and must free it as often.
 *
 * | word   | value                             | changed by                                            |
 * | ------ | --------------------------------- | ----------------------------------------------------- |
 * | STATE  | 0 free                            | the owner's last release                              |
 * |        | owner × 2                         | an acquire that finds it free                         |
 * |        | … + 1: and somebody may wait      | everyone about to sleep, or who takes it after that   |
 * | LEVELS | how often the owner has it        | the owner                                             |
 * | +2 +3  | asynchronous waiters, see line.ts | the lines                                             |
 *
 * The owner stands in the word that is taken, so that there is no moment in which the lock is taken by nobody: code of
 * the owner that runs before an asynchronous acquire has come back finds it taken by itself.
 */
export class ReentrantMutex extends Primitive {
  /** Words that it needs. */
  static readonly WORDS: number = LINE + Line.WORDS;

  readonly #owner: () => number;

  /** `owner` says who calls: an integer from 1 to 2^30-1. Over words of its own, or over existing ones. */
  constructor(owner: () => number, words?: Int32Array, parker?: Parker) {
    super(ReentrantMutex.WORDS, LINE, words, 0, parker);
    this.#owner = owner;
  }

  /** Takes the lock if it is free, or once more if the caller has it. */
  tryAcquire(): boolean {
    const owner = this.#owner();
    const state = Atomics.compareExchange(this.words, STATE, FREE, owner << 1);
    if (state === FREE) {
      this.#tell();
      return this.#taken();
    }
    return (state >>> 1) === owner && this.#again();
  }

  /** Blocks until the lock is taken; false at the timeout. */
  acquireSync(timeout?: number): boolean {
    if (timeout === undefined) return this.tryAcquire() || this.#block(Infinity);
    const deadline = deadlineAfter(timeout);
    return this.tryAcquire() || this.#block(deadline);
  }

  /** Resolves to true when the lock is taken, to false at the timeout. */
  acquire(options?: WaitOptions): Promise<boolean> {
    if (this.held()) {
      if (options?.signal?.aborted) return Promise.reject(options.signal.reason);
      this.#again();
      return yes;
    }
    if (
      options === undefined && this.lineEmpty && this.tryAcquire()
    ) return yes;
    return this.line.wait(options, this.#owner());
  }

  /** Takes back one acquire; false, and nothing changed, when the caller does not have the lock. */
  release(): boolean {
    if (!this.held()) return false;
    const levels = this.words[LEVELS]! - 1;
    this.words[LEVELS] = levels;
    if (levels === 0) this.#free();
    return true;
  }

  /** Whether somebody has it at this moment. */
  locked(): boolean {
    return Atomics.load(this.words, STATE) !== FREE;
  }

  /** Whether the caller has it. */
  held(): boolean {
    return (Atomics.load(this.words, STATE) >>> 1) === this.#owner();
  }

  /** Frees the lock whatever its levels, and returns them for `retake`. */
  releaseAll(): number {
    const levels = this.words[LEVELS]!;
    this.words[LEVELS] = 0;
    this.#free();
    return levels;
  }

  /** Takes the lock with as many levels as it had. */
  async retake(levels: number): Promise<void> {
    await this.acquire();
    this.words[LEVELS]! += levels - 1;
  }

  /** The same, blocking. */
  retakeSync(levels: number): void {
    this.acquireSync();
    this.words[LEVELS]! += levels - 1;
  }

  #taken(): true {
    this.words[LEVELS] = 1;
    return true;
  }

  #again(): true {
    this.words[LEVELS]!++;
    return true;
  }

  #free(): void {
    const state = Atomics.exchange(this.words, STATE, FREE);
    if ((state & WANTED) === 0) return;
    const contended = this.parker.notify(this.words, STATE, 1) > 0;
    this.wakeLines(contended);
  }

  #block(deadline: number): boolean {
    if (severalCpus() && this.#spin()) return true;
    const owner = this.#owner();
    let seen = 0;
    const taken = blockUntil(
      () => (seen = this.#take(owner)) === FREE,
      (timeout) => this.parker.wait(this.words, STATE, seen, timeout),
      deadline,
    );
    if (taken) this.#tell();
    return taken;
  }

  // The waiters of the owner have it with him: whoever of them comes after this would not even wait.
  #tell(): void {
    if (!this.lineEmpty) this.line.kick();
  }

  #spin(): boolean {
    for (let i = 0; i < SPINS; i++) {
      if (Atomics.load(this.words, STATE) === FREE && this.tryAcquire()) return true;
    }
    return false;
  }

  // Takes it for `owner`, or says that it is wanted; returns what STATE was, 0 when it was taken.
  #take(owner: number): number {
    for (;;) {
      const state = Atomics.load(this.words, STATE);
      if ((state >>> 1) === owner) {
        this.#again();
        return FREE;
      }
      const wanted = state === FREE ? (owner << 1) | WANTED : state | WANTED;
      if (Atomics.compareExchange(this.words, STATE, state, wanted) !== state) continue;
      if (state !== FREE) return wanted;
      this.#taken();
      return FREE;
    }
  }

  protected override attempt(owner: number): boolean {
    return this.#take(owner) === FREE;
  }
}
