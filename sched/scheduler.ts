import { sleepSync } from "../_sync/sleep.ts";
import { Heap, type HeapEntry } from "../_structures/heap.ts";
import { Alarm } from "./alarm.ts";
import type { Event } from "./event.ts";

/** Options of `run`. */
export interface RunOptions {
  /** `false`: run what is due now, and return the time until the next event. */
  blocking?: boolean;
  /** Stops the run when it is aborted; the events stay. */
  signal?: AbortSignal;
}

/** Options of `runSync`. */
export interface RunSyncOptions {
  /** `false`: run what is due now, and return the time until the next event. */
  blocking?: boolean;
}

interface Entry extends HeapEntry {
  readonly event: Event;
}

/** Milliseconds of actions after which the event loop gets a turn. */
const TURN = 10;

/**
 * Python's scheduler (17.6): runs actions at given times, one after the other, in the order of time, priority and entry.
 * The clock and the delay may be anything; by default the clock counts milliseconds and the delay is asynchronous.
 *
 * ```ts
 * import { scheduler } from "@weft/concurrency/sched";
 *
 * const s = new scheduler();
 * s.enter(20, 1, console.log, ["later"]);
 * s.enter(10, 1, console.log, ["sooner"]);
 * await s.run();
 * ```
 *
 * ```output
 * sooner
 * later
 * ```
 */
export class scheduler {
  /** The clock. */
  readonly timefunc: () => number;
  /** Waits for so long by the clock; also called with 0 after every event. Undefined: the default. */
  readonly delayfunc: ((delay: number) => unknown) | undefined;
  readonly #heap: Heap<Entry> = new Heap(before);
  readonly #entries: WeakMap<Event, Entry> = new WeakMap();
  readonly #alarm: Alarm = new Alarm();
  #sequence = 0;

  /**
   * `timefunc` returns the time in any unit, `delayfunc` waits for so long: blocking, or by a promise.
   *
   * @throws TypeError when one of them is no function.
   */
  constructor(
    timefunc: () => number = () => performance.now(),
    delayfunc?: (delay: number) => unknown,
  ) {
    checkFunction("timefunc", timefunc);
    if (delayfunc !== undefined) checkFunction("delayfunc", delayfunc);
    this.timefunc = timefunc;
    this.delayfunc = delayfunc;
  }

  /**
   * Schedules `action(...argument)` at an absolute time (17.6.1 `enterabs`); one that has passed runs at once.
   *
   * @returns The event, for `cancel`.
   * @throws TypeError or RangeError for a time or priority that is no number.
   */
  enterabs<A extends unknown[]>(
    time: number,
    priority: number,
    action: (...argument: A) => unknown,
    argument: A = [] as unknown as A,
  ): Event {
    checkNumber("time", time);
    checkNumber("priority", priority);
    checkFunction("action", action);
    if (!Array.isArray(argument)) {
      throw new TypeError(`scheduler: argument must be an array, got ${String(argument)}`);
    }
    const event: Event = Object.freeze({
      time,
      priority,
      sequence: this.#sequence++,
      action: action as (...argument: never[]) => unknown,
      argument,
    });
    const entry: Entry = { event, at: -1 };
    this.#entries.set(event, entry);
    this.#heap.push(entry);
    if (this.#heap.first === entry) this.#alarm.ring();
    return event;
  }

  /** Schedules `action(...argument)` after `delay` (17.6.1 `enter`), by the clock as it is now. */
  enter<A extends unknown[]>(
    delay: number,
    priority: number,
    action: (...argument: A) => unknown,
    argument?: A,
  ): Event {
    checkNumber("delay", delay);
    return this.enterabs(this.timefunc() + delay, priority, action, argument);
  }

  /**
   * Takes the event out (17.6.1 `cancel`).
   *
   * @throws RangeError when it is not, or no longer, in the queue.
   */
  cancel(event: Event): void {
    const entry = this.#entries.get(event);
    if (entry === undefined || entry.at < 0) {
      throw new RangeError("scheduler.cancel: the event is not in the queue");
    }
    const first = this.#heap.first === entry;
    this.#heap.remove(entry);
    if (first) this.#alarm.ring();
  }

  /** Whether no event is left (17.6.1 `empty`). */
  empty(): boolean {
    return this.#heap.size === 0;
  }

  /** The upcoming events, in the order in which they will run (17.6.1 `queue`). */
  get queue(): Event[] {
    return this.#heap.sorted().map(({ event }) => event);
  }

  /**
   * Runs all events, each when it is due (17.6.1 `run`), and resolves to undefined when none is left; events that are
   * entered meanwhile count. A promise that an action returns is awaited before the next one.
   *
   * With `blocking: false` it runs what is due now, and resolves to the time until the next event.
   *
   * What an action throws, or the delay, rejects; that event is gone, the others stay, and `run` may be called again.
   * An abort rejects with the signal's reason.
   */
  async run({ blocking = true, signal }: RunOptions = {}): Promise<number | undefined> {
    let turn = performance.now();
    for (;;) {
      signal?.throwIfAborted();
      const due = this.#due();
      if (typeof due !== "object") {
        if (due === undefined || !blocking) return due;
        await this.#delay(due, signal);
        turn = performance.now();
        continue;
      }
      const result = due.action(...due.argument as never[]);
      if (isThenable(result)) await result;
      if (this.delayfunc !== undefined) await this.delayfunc(0);
      else if (performance.now() - turn > TURN) {
        await this.#alarm.sleep(0, signal);
        turn = performance.now();
      }
    }
  }

  /**
   * The same, blocking the thread; actions and the delay must not return promises.
   *
   * @throws TypeError when one does.
   */
  runSync({ blocking = true }: RunSyncOptions = {}): number | undefined {
    for (;;) {
      const due = this.#due();
      if (typeof due !== "object") {
        if (due === undefined || !blocking) return due;
        this.#delaySync(due);
        continue;
      }
      refusePromise(due.action(...due.argument as never[]), "an action");
      if (this.delayfunc !== undefined) this.#delaySync(0);
    }
  }

  // Takes out the event that is due, or says how long that takes; undefined when there is none.
  #due(): Event | number | undefined {
    const entry = this.#heap.first;
    if (entry === undefined) return undefined;
    const left = entry.event.time - this.timefunc();
    if (left > 0) return left;
    this.#heap.remove(entry);
    return entry.event;
  }

  // An earlier event ends it.
  async #delay(left: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.delayfunc === undefined) return this.#alarm.sleep(left, signal);
    const delay = this.delayfunc(left);
    if (isThenable(delay)) await this.#alarm.race(delay, signal);
  }

  #delaySync(left: number): void {
    if (this.delayfunc === undefined) sleepSync(left);
    else refusePromise(this.delayfunc(left), "delayfunc");
  }
}

function before({ event: a }: Entry, { event: b }: Entry): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.priority !== b.priority) return a.priority < b.priority;
  return a.sequence < b.sequence;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

function refusePromise(value: unknown, who: string): void {
  if (isThenable(value)) {
    throw new TypeError(`scheduler.runSync: ${who} returned a promise; use run() with it`);
  }
}

function checkNumber(name: string, value: unknown): void {
  if (typeof value !== "number") {
    throw new TypeError(`scheduler: ${name} must be a number, got ${String(value)}`);
  }
  if (Number.isNaN(value)) throw new RangeError(`scheduler: ${name} must be a number, got NaN`);
}

function checkFunction(name: string, value: unknown): void {
  if (typeof value !== "function") {
    throw new TypeError(`scheduler: ${name} must be a function, got ${String(value)}`);
  }
}
