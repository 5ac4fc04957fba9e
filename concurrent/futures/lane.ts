import type { FunctionTable } from "./function_table.ts";
import type { LaneLink } from "./lane_link.ts";
import { BY_MESSAGE, writeCall } from "./call_words.ts";
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
  SLOTS,
  SlotState,
  stateIndex,
} from "./lane_words.ts";
import type { Task } from "./task_record.ts";

/** A pool's end of the line to one worker. */
export class Lane {
  readonly link: LaneLink;
  readonly #lane: LaneWords;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #tasks: (Task | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #functions: FunctionTable;
  /** Tasks that may still be posted. */
  #left: number;
  readonly #defined = new Set<number>();
  #posted = 0;
  #taken = 0;
  #closed = false;
  #dropped = false;
  /** A result has come, so that the worker is not just being started. */
  #started = false;

  /** `maxTasks`: after so many the worker retires. */
  constructor(link: LaneLink, functions: FunctionTable, maxTasks: number) {
    this.link = link;
    this.#left = maxTasks;
    this.#lane = laneWords(link.words);
    const { words, numbers } = this.#lane;
    this.#words = words;
    this.#numbers = numbers;
    this.#functions = functions;
  }

  /** Tasks that the worker is not through with. */
  get load(): number {
    return (this.#posted - Atomics.load(this.#words, PASSED)) | 0;
  }

  /** Whether the worker runs, or looks for tasks, and need not be woken. */
  get awake(): boolean {
    return this.#started && Atomics.load(this.#words, ASLEEP) === 0;
  }

  /** Tasks whose results have not been taken. */
  get outstanding(): number {
    return (this.#posted - this.#taken) | 0;
  }

  get room(): number {
    return Math.min(SLOTS - this.outstanding, this.#left);
  }

  /** Whether the worker has been given all the tasks that it may. */
  get retired(): boolean {
    return this.#left === 0;
  }

  get ended(): boolean {
    return this.link.ended;
  }

  /** Whether the worker was told to end. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Error of the initializer; undefined unless it has failed. */
  get initializerFailure(): { error: unknown } | undefined {
    if (Atomics.load(this.#words, FAILED) === 0) return undefined;
    return { error: this.#receiveError() };
  }

  /** Posts the tasks; a value that can't be cloned throws and leaves everything as it was. */
  post(tasks: readonly Task[]): void {
    const first = this.#posted;
    const calls: unknown[] = [];
    const moved: Transferable[] = [];
    for (const [i, task] of tasks.entries()) {
      const sequence = (first + i) | 0;
      this.#define(task.fn);
      this.#words[functionIndex(sequence)] = task.fn;
      if (task.parts !== undefined || task.moved !== undefined) {
        this.#words[callIndex(sequence)] = BY_MESSAGE;
      } else if (writeCall(this.#lane, sequence, task.args)) continue;
      calls.push(task.args, task.parts);
      if (task.moved !== undefined) moved.push(...task.moved);
    }
    for (let i = 0; i < tasks.length; i++) this.#setState(first + i, SlotState.POSTED);
    // Before the slots are counted: what can't be sent has not been posted. The worker waits for slots, not messages.
    if (calls.length > 0) this.link.post(calls, moved);
    for (const [i, task] of tasks.entries()) {
      const sequence = (first + i) | 0;
      this.#tasks[numberIndex(sequence)] = task;
      task.lane = this;
      task.posted = true;
      task.sequence = sequence;
    }
    this.#posted = (first + tasks.length) | 0;
    Atomics.store(this.#words, POSTED, this.#posted);
    if (Atomics.load(this.#words, ASLEEP) === 1 && Atomics.exchange(this.#words, ASLEEP, 0) === 1) {
      this.link.nudge();
    }
    this.#left -= tasks.length;
    if (this.#left === 0) this.close();
  }

  /** Takes a posted task back; false when the worker has begun it. */
  revoke(task: Task): boolean {
    const { sequence } = task;
    const state = stateIndex(sequence);
    if (
      Atomics.compareExchange(this.#words, state, SlotState.POSTED, SlotState.REVOKED) !==
        SlotState.POSTED
    ) return false;
    this.#tasks[numberIndex(sequence)] = undefined;
    task.lane = undefined;
    if (sequence === Atomics.load(this.#words, PASSED)) this.link.nudge();
    return true;
  }

  running(task: Task): boolean {
    const state = Atomics.load(this.#words, stateIndex(task.sequence));
    return state === SlotState.CLAIMED || state === SlotState.DONE;
  }

  /** Tasks that the worker has not begun, but for the one it looks at now. */
  waiting(): Task[] {
    const tasks: Task[] = [];
    const current = Atomics.load(this.#words, PASSED);
    if (current === this.#posted) return tasks;
    for (let at = (current + 1) | 0; at !== this.#posted; at = (at + 1) | 0) {
      const task = this.#tasks[numberIndex(at)];
      if (task !== undefined && task.movable) tasks.push(task);
    }
    return tasks;
  }

  /** Tasks posted and not taken back, whose results have not been taken. */
  unfinished(): Task[] {
    return this.#tasks.filter((task) => task !== undefined);
  }

  /** Hands every result that is there to its task. */
  drain(): void {
    this.link.pump();
    // What is called with a result may be what drops the lane.
    while (!this.#dropped && this.#taken !== Atomics.load(this.#words, PASSED)) {
      const sequence = this.#taken;
      this.#taken = (sequence + 1) | 0;
      this.#started = true;
      const slot = numberIndex(sequence);
      const task = this.#tasks[slot];
      // Revoked. A revoked slot has no message either.
      if (task === undefined) continue;
      this.#tasks[slot] = undefined;
      this.#settle(task, sequence);
    }
  }

  /** Lets the worker end once it has done what was posted. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.link.close();
  }

  /** The worker has ended, and nobody needs the lane any more. */
  drop(): void {
    this.#dropped = true;
    this.link.dropped();
  }

  #settle(task: Task, sequence: number): void {
    switch (Atomics.load(this.#words, outcomeIndex(sequence))) {
      case Outcome.UNDEFINED:
        return task.succeed(undefined);
      case Outcome.NULL:
        return task.succeed(null);
      case Outcome.TRUE:
        return task.succeed(true);
      case Outcome.FALSE:
        return task.succeed(false);
      case Outcome.NUMBER:
        return task.succeed(this.#numbers[numberIndex(sequence)]);
      case Outcome.VALUE: {
        let result: unknown;
        try {
          result = this.link.receive();
        } catch (error) {
          // A class of the user's revives its instances itself. The other results must be handed out all the same.
          return task.fail(error);
        }
        return task.succeed(result);
      }
      default:
        return task.fail(this.#receiveError(task.site));
    }
  }

  #receiveError(site?: { readonly stack?: string }): unknown {
    try {
      return this.link.receiveError(site);
    } catch (error) {
      return error;
    }
  }

  #define(fn: number): void {
    if (this.#defined.has(fn)) return;
    this.link.post({ define: fn, reference: this.#functions.reference(fn) }, []);
    this.#defined.add(fn);
  }

  #setState(sequence: number, state: number): void {
    Atomics.store(this.#words, stateIndex(sequence), state);
  }
}
