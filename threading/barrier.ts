import { checkOptions, checkTimeout } from "../_sync/acquire_options.ts";
import { type Arrival, Barrier as SyncBarrier } from "../_sync/barrier.ts";
import { deadlineAfter, remaining } from "../_sync/deadline.ts";
import { signalOf, type SyncWaitOptions, type WaitOptions } from "../_sync/options.ts";
import {
  adopting,
  refuseDeadlock,
  registerShared,
  type SharedForm,
  SharedObject,
  wordsFor,
} from "../_thread/shared_object.ts";
import { BrokenBarrierError } from "./errors.ts";

/** Options of a Barrier. */
export interface BarrierOptions {
  /** Runs in one of the threads, the one that came last, before they are released. */
  action?: () => unknown;
  /** Milliseconds for every wait that has no timeout of its own. */
  timeout?: number;
}

interface BarrierForm extends SharedForm, BarrierOptions {}

/** What the barrier was made with. */
export let optionsOf: (barrier: Barrier) => BarrierOptions;

/**
 * Python's Barrier (17.1.9): a number of threads wait for each other, and all go on when the last one has come. It can
 * be sent to other threads, and is the same barrier there; its action is a task then.
 *
 * ```ts
 * import { Barrier } from "@weft/concurrency/threading";
 *
 * const barrier = new Barrier(2, { action: () => console.log("both are here") });
 * const indexes = await Promise.all([barrier.wait(), barrier.wait()]);
 * console.log(indexes.sort());
 * ```
 *
 * ```output
 * both are here
 * [ 0, 1 ]
 * ```
 */
export class Barrier extends SharedObject {
  static {
    optionsOf = (barrier) => barrier.#options;
  }

  readonly #barrier: SyncBarrier;
  readonly #options: BarrierOptions;

  /**
   * For that many threads.
   *
   * @throws RangeError when `parties` is no integer above 0.
   */
  constructor(parties: number, options: BarrierOptions = {}) {
    const isNew = !adopting();
    if (isNew) check(parties, options);
    const words = wordsFor(new.target, SyncBarrier.WORDS);
    super(words);
    this.#barrier = new SyncBarrier(isNew ? parties : undefined, words);
    const { action, timeout } = options;
    this.#options = { action, timeout };
  }

  /** How many threads must come. */
  get parties(): number {
    return this.#barrier.parties;
  }

  /** How many wait at this moment. */
  get nWaiting(): number {
    return this.#barrier.waiting;
  }

  /** Whether it is broken: every wait fails until `reset`. */
  get broken(): boolean {
    return this.#barrier.broken;
  }

  /**
   * Waits until all parties do (17.1.9 `wait`). Resolves to a number from 0 to parties-1, a different one for each;
   * who came last has the highest, and runs the action first. What the action returns is awaited.
   *
   * Rejects with BrokenBarrierError when the barrier is broken or reset, which a timeout does to everybody; an error of
   * the action breaks it too. An abort rejects with the signal's reason and takes the place back.
   */
  async wait(options: WaitOptions = {}): Promise<number> {
    const deadline = this.#deadline(options, "Barrier.wait");
    const signal = signalOf(options);
    signal?.throwIfAborted();
    let arrival: Arrival | undefined;
    while ((arrival = this.#arrive()) === undefined) {
      if (!await this.#barrier.wait(undefined, limited(deadline, signal))) this.#late();
    }
    if (arrival.last) return await this.#pass(arrival);
    try {
      if (!await this.#barrier.wait(arrival, limited(deadline, signal))) {
        this.#barrier.break(arrival);
      }
    } catch (error) {
      if (this.#barrier.giveUp(arrival)) throw error;
    }
    return this.#leave(arrival);
  }

  /**
   * The same, blocking the thread; the action must not return a promise here.
   *
   * @throws BrokenBarrierError when the barrier is broken or reset.
   * @throws RuntimeError when it would block for ever: others are missing, and only this thread knows the barrier.
   */
  waitSync(options: SyncWaitOptions = {}): number {
    const deadline = this.#deadline(options, "Barrier.waitSync");
    if (deadline === Infinity && this.parties - this.nWaiting > 1 && !this.broken) {
      refuseDeadlock(this, "Barrier.waitSync", "others are missing");
    }
    let arrival: Arrival | undefined;
    while ((arrival = this.#arrive()) === undefined) {
      if (!this.#barrier.waitSync(undefined, deadline)) this.#late();
    }
    if (arrival.last) return this.#passSync(arrival);
    let over: boolean;
    try {
      over = this.#barrier.waitSync(arrival, deadline);
    } catch (error) {
      // The platform can't block.
      this.#barrier.giveUp(arrival);
      throw error;
    }
    if (!over) this.#barrier.break(arrival);
    return this.#leave(arrival);
  }

  /** Back to empty (17.1.9 `reset`): who waits gets BrokenBarrierError, and the barrier can be used again. */
  reset(): void {
    this.#barrier.reset();
  }

  /** Breaks the barrier (17.1.9 `abort`): who waits, or comes before a reset, gets BrokenBarrierError. */
  abort(): void {
    this.#barrier.break();
  }

  #deadline(options: WaitOptions, who: string): number {
    const { timeout = this.#options.timeout } = checkOptions(options, who);
    const limit = checkTimeout(timeout, who);
    return deadlineAfter(limit === undefined ? undefined : Math.max(0, limit));
  }

  #arrive(): Arrival | undefined {
    const arrival = this.#barrier.arrive();
    if (arrival === "broken") throw brokenError();
    return arrival;
  }

  #late(): never {
    this.#barrier.break();
    throw brokenError();
  }

  #leave(arrival: Arrival): number {
    const index = this.#barrier.leave(arrival);
    if (index === undefined) throw brokenError();
    return index;
  }

  async #pass(arrival: Arrival): Promise<number> {
    try {
      await this.#options.action?.();
    } catch (error) {
      this.#barrier.break(arrival);
      throw error;
    }
    return this.#complete(arrival);
  }

  #passSync(arrival: Arrival): number {
    try {
      const result = this.#options.action?.() as { then?: unknown } | undefined;
      if (typeof result?.then === "function") {
        throw new TypeError("Barrier.waitSync: the action returned a promise; use wait() with it");
      }
    } catch (error) {
      this.#barrier.break(arrival);
      throw error;
    }
    return this.#complete(arrival);
  }

  #complete(arrival: Arrival): number {
    if (!this.#barrier.complete(arrival)) throw brokenError();
    return this.parties - 1;
  }
}

function check(parties: number, options: BarrierOptions): void {
  const { action, timeout } = checkOptions(options, "Barrier");
  if (typeof parties !== "number") {
    throw new TypeError(`Barrier: parties must be a number, got ${String(parties)}`);
  }
  if (!Number.isInteger(parties) || parties < 1 || parties >= 2 ** 30) {
    throw new RangeError(`Barrier: parties must be an integer > 0, got ${parties}`);
  }
  if (action !== undefined && typeof action !== "function") {
    throw new TypeError(`Barrier: action must be a function, got ${String(action)}`);
  }
  checkTimeout(timeout, "Barrier");
}

function limited(deadline: number, signal: AbortSignal | undefined): WaitOptions {
  return { timeout: deadline === Infinity ? undefined : remaining(deadline), signal };
}

function brokenError(): BrokenBarrierError {
  return new BrokenBarrierError("the barrier is broken");
}

registerShared<Barrier, BarrierForm>(
  "Barrier",
  Barrier,
  () => import.meta.url,
  (form) => new Barrier(0, form),
  (barrier) => optionsOf(barrier),
);
