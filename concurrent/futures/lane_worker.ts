// The worker's end of a lane: runs the tasks of a pool, one after the other, as they come.

import { load } from "../../_transfer/unpack.ts";
import {
  explainReferenceError,
  type FunctionReference,
  resolve,
} from "../../_transfer/reference.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import { severalCpus } from "../../_sync/several_cpus.ts";
import type { WorkerLink } from "./lane_link.ts";
import { CLOSE, type LaneMessage, NUDGE } from "./lane_message.ts";
import { setTaskRunning } from "../../_thread/running_task.ts";
import { BY_MESSAGE, readCall } from "./call_words.ts";
import {
  ASLEEP,
  callIndex,
  FAILED,
  functionIndex,
  type LaneWords,
  laneWords,
  numberIndex,
  Outcome,
  outcomeIndex,
  PASSED,
  POSTED,
  SlotState,
  stateIndex,
} from "./lane_words.ts";

/** Milliseconds for which a worker that has ended a task looks for the next one before it goes to its event loop. */
const SPIN = 0.05;

/** Runs the tasks that come by a link. */
export class LaneWorker {
  readonly #link: WorkerLink;
  readonly #lane: LaneWords;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #initializer: (() => unknown) | undefined;
  readonly #references: FunctionReference[] = [];
  readonly #functions: (AnyFunction | undefined)[] = [];
  /** Messages with calls, of which the first is `#calls` without those done. */
  readonly #messages: unknown[][] = [];
  #calls: unknown[] = [];
  #next = 0;
  #sequence = 0;
  #closed = false;
  readonly #spins: boolean = severalCpus();
  /** Tasks since the lane was last empty. */
  #streak = 0;
  /** Called when a message comes while nothing is being done, or while a module is being loaded. */
  #wake: (() => void) | undefined;
  /** Fails the asynchronous task that is running now. */
  #abandon: ((error: unknown) => void) | undefined;

  constructor(link: WorkerLink, initializer: (() => unknown) | undefined) {
    this.#link = link;
    this.#lane = laneWords(link.words);
    const { words, numbers } = this.#lane;
    this.#words = words;
    this.#numbers = numbers;
    this.#initializer = initializer;
    link.listen((message) => this.#receive(message), () => this.#wake?.());
    link.onUncaught((error, kind) => {
      // An error out of a timer or an event ends the thread elsewhere; here it ends the task that may now never settle.
      // A rejection is not blamed on it: it may belong to an earlier task, or be handled later.
      if (kind === "rejection" || this.#abandon === undefined) return false;
      this.#abandon(error);
      return true;
    });
  }

  async run(): Promise<void> {
    if (await this.#initialize()) {
      for (;;) {
        const ready = this.#runReady();
        if (ready === "closed") break;
        await ready;
      }
    }
    this.#link.close();
  }

  async #initialize(): Promise<boolean> {
    if (this.#initializer === undefined) return true;
    try {
      await this.#initializer();
      return true;
    } catch (error) {
      this.#link.sendError(error);
      Atomics.store(this.#words, FAILED, 1);
      this.#link.bump();
      return false;
    }
  }

  #receive(message: LaneMessage): void {
    if (message === CLOSE) this.#closed = true;
    else if (Array.isArray(message)) this.#messages.push(message);
    else if (message !== NUDGE) this.#references[message.define] = message.reference;
  }

  // Runs everything that needs no waiting in one go, without a promise for each task.
  #runReady(): Promise<void> | "closed" {
    Atomics.store(this.#words, ASLEEP, 0);
    for (;;) {
      if (Atomics.load(this.#words, POSTED) === this.#sequence && !this.#spin()) {
        if (this.#closed) return "closed";
        Atomics.store(this.#words, ASLEEP, 1);
        if (Atomics.load(this.#words, POSTED) === this.#sequence) {
          return this.#link.sleep(POSTED, this.#sequence) ?? this.#woken();
        }
        Atomics.store(this.#words, ASLEEP, 0);
      }
      const wait = this.#runNext();
      if (wait !== undefined) return wait;
    }
  }

  // Waking a thread takes longer than an owner that awaits one task after the other needs for the next. One that posts
  // many is better off with the processor.
  #spin(): boolean {
    const few = this.#streak === 1;
    this.#streak = 0;
    if (!few || !this.#spins || this.#closed) return false;
    const end = performance.now() + SPIN;
    do {
      for (let i = 0; i < 32; i++) {
        if (Atomics.load(this.#words, POSTED) !== this.#sequence) return true;
      }
    } while (performance.now() < end);
    return false;
  }

  /** Whether the arguments of the next slot are at `#next` of `#calls`; false while their message has not come. */
  #fetch(): boolean {
    if (this.#next === this.#calls.length) {
      const calls = this.#messages.shift();
      if (calls === undefined) return false;
      this.#calls = calls;
      this.#next = 0;
    }
    return true;
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #runNext(): Promise<void> | undefined {
    const inline = readCall(this.#lane, this.#sequence);
    while (inline === undefined && !this.#fetch()) {
      if (!this.#link.pull()) return this.#woken();
    }
    if (this.#revoked()) return this.#pass();
    const number = this.#words[functionIndex(this.#sequence)]!;
    const fn = this.#functions[number];
    if (fn === undefined) {
      while (this.#references[number] === undefined) {
        if (!this.#link.pull()) return this.#woken();
      }
      return this.#prepare(this.#resolve(number));
    }
    let args = inline;
    if (args === undefined) {
      const parts = this.#calls[this.#next + 1] as unknown[] | undefined;
      try {
        const loading = parts === undefined ? undefined : load(parts);
        if (loading !== undefined) return this.#prepare(loading);
        args = this.#link.unpack(this.#calls[this.#next], parts);
      } catch (error) {
        if (this.#claim()) this.#fail(error);
        return;
      }
    }
    if (!this.#claim()) return;
    return this.#call(fn, number, args);
  }

  #call(fn: AnyFunction, number: number, args: unknown[]): Promise<void> | undefined {
    let result: unknown;
    let thenable: boolean;
    setTaskRunning(true);
    try {
      result = fn(...args);
      thenable = isThenable(result);
    } catch (error) {
      return this.#fail(explainReferenceError(error, this.#references[number]!));
    }
    if (!thenable) return this.#succeed(result);
    return new Promise<void>((done) => {
      const once = (settle: () => void) => {
        if (this.#abandon !== abandon) return;
        this.#abandon = undefined;
        settle();
        done();
      };
      const abandon = (error: unknown) => once(() => this.#fail(error));
      this.#abandon = abandon;
      // The promise's own then may throw, or be no promise's.
      Promise.resolve(result as PromiseLike<unknown>).then(
        (value) => once(() => this.#succeed(value)),
        (error) => once(() => this.#fail(explainReferenceError(error, this.#references[number]!))),
      );
    });
  }

  async #resolve(number: number): Promise<void> {
    const reference = this.#references[number]!;
    this.#functions[number] = await resolve(reference);
  }

  // The task counts as not yet begun, so that a module which never finishes loading can't hold a cancelled one.
  async #prepare(loading: Promise<void>): Promise<void> {
    let failure: { error: unknown } | undefined;
    let loaded = false;
    const load = loading.then(() => void (loaded = true), (error) => void (failure = { error }));
    while (!loaded && failure === undefined) {
      await Promise.race([load, this.#link.pause() ?? this.#woken()]);
      if (this.#revoked()) return;
    }
    this.#wake = undefined;
    if (failure !== undefined && this.#claim()) this.#fail(failure.error);
  }

  #revoked(): boolean {
    return Atomics.load(this.#words, stateIndex(this.#sequence)) === SlotState.REVOKED;
  }

  /** False when the owner has taken the task back, which is then passed over. */
  #claim(): boolean {
    const state = stateIndex(this.#sequence);
    if (
      Atomics.compareExchange(this.#words, state, SlotState.POSTED, SlotState.CLAIMED) ===
        SlotState.POSTED
    ) return true;
    this.#pass();
    return false;
  }

  #succeed(value: unknown): undefined {
    switch (value) {
      case undefined:
        return this.#done(Outcome.UNDEFINED);
      case null:
        return this.#done(Outcome.NULL);
      case true:
        return this.#done(Outcome.TRUE);
      case false:
        return this.#done(Outcome.FALSE);
    }
    if (typeof value === "number") {
      this.#numbers[numberIndex(this.#sequence)] = value;
      return this.#done(Outcome.NUMBER);
    }
    try {
      this.#link.send(value);
    } catch (error) {
      return this.#fail(error);
    }
    return this.#done(Outcome.VALUE);
  }

  #fail(error: unknown): undefined {
    this.#link.sendError(error);
    return this.#done(Outcome.ERROR);
  }

  #done(outcome: number): undefined {
    setTaskRunning(false);
    Atomics.store(this.#words, outcomeIndex(this.#sequence), outcome);
    Atomics.store(this.#words, stateIndex(this.#sequence), SlotState.DONE);
    this.#pass();
  }

  #pass(): undefined {
    if (this.#words[callIndex(this.#sequence)] === BY_MESSAGE) {
      this.#link.done(this.#calls[this.#next]);
      this.#next += 2;
    }
    this.#streak++;
    this.#sequence = (this.#sequence + 1) | 0;
    Atomics.store(this.#words, PASSED, this.#sequence);
    this.#link.bump();
  }
}

function isThenable(value: unknown): boolean {
  return value !== null && (typeof value === "object" || typeof value === "function") &&
    typeof (value as { then?: unknown }).then === "function";
}
