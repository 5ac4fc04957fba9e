import { runtime } from "../../_runtime/mod.ts";
import { unpack } from "../../_transfer/unpack.ts";
import { unpackError } from "../../_transfer/errors.ts";
import { createRecord } from "../../_thread/current.ts";
import { JobState } from "../../_thread/job.ts";
import { Job } from "../../_thread/start.ts";
import type { FunctionTable } from "./function_table.ts";
import {
  CLOSE,
  type Initializer,
  type LaneData,
  type LaneMessage,
  NUDGE,
  type ResultMessage,
} from "./lane_message.ts";
import { BY_MESSAGE, writeCall } from "./call_words.ts";
import {
  ASLEEP,
  callIndex,
  createLaneWords,
  FAILED,
  functionIndex,
  type LaneWords,
  numberIndex,
  Outcome,
  outcomeIndex,
  PASSED,
  POSTED,
  SLOTS,
  SlotState,
  stateIndex,
} from "./lane_words.ts";
import { laneModule } from "./lane_worker.ts";
import type { Task } from "./task_record.ts";

/** A pool's end of the line to one worker. */
export class Lane {
  readonly #job: Job;
  readonly #port: MessagePort;
  readonly #lane: LaneWords;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #tasks: (Task | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #functions: FunctionTable;
  readonly #defined = new Set<number>();
  #posted = 0;
  #taken = 0;
  #closed = false;
  /** A result has come, so that the worker is not just being started. */
  #started = false;

  constructor(name: string, functions: FunctionTable, initializer: Initializer | undefined) {
    this.#lane = createLaneWords();
    const { words, numbers } = this.#lane;
    const data: LaneData = { words, initializer };
    this.#words = words;
    this.#numbers = numbers;
    this.#functions = functions;
    const record = createRecord({ name, daemon: true, listed: true });
    this.#job = new Job("lane", laneModule(), record, data, { channel: true });
    this.#port = this.#job.port!;
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
    return SLOTS - this.outstanding;
  }

  get ended(): boolean {
    return this.#job.state >= JobState.FINISHED;
  }

  describeDeath(): string {
    const death = this.#job.describeDeath();
    // A bootstrap that could not load the library says why on the port.
    const message = runtime().receiveMessage(this.#port)?.message;
    return typeof message === "string" ? `${death}: ${message}` : death;
  }

  /** Error of the initializer; undefined unless it has failed. */
  get initializerFailure(): { error: unknown } | undefined {
    if (Atomics.load(this.#words, FAILED) === 0) return undefined;
    const [error, parts] = this.#receive();
    return { error: unpackError(error, parts) };
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
    if (calls.length > 0) this.#send(calls, moved);
    for (const [i, task] of tasks.entries()) {
      const sequence = (first + i) | 0;
      this.#tasks[numberIndex(sequence)] = task;
      task.lane = this;
      task.sequence = sequence;
    }
    this.#posted = (first + tasks.length) | 0;
    Atomics.store(this.#words, POSTED, this.#posted);
    if (Atomics.load(this.#words, ASLEEP) === 1 && Atomics.exchange(this.#words, ASLEEP, 0) === 1) {
      this.#send(NUDGE);
    }
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
    if (sequence === Atomics.load(this.#words, PASSED)) this.#send(NUDGE);
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
    while (this.#taken !== Atomics.load(this.#words, PASSED)) {
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
    this.#send(CLOSE);
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
        const [value, parts] = this.#receive();
        let result: unknown;
        try {
          result = unpack(value, parts);
        } catch (error) {
          // A class of the user's revives its instances itself. The other results must be handed out all the same.
          return task.fail(error);
        }
        return task.succeed(result);
      }
      default: {
        const [value, parts] = this.#receive();
        return task.fail(unpackError(value, parts, task.site));
      }
    }
  }

  #define(fn: number): void {
    if (this.#defined.has(fn)) return;
    this.#send({ define: fn, reference: this.#functions.reference(fn) });
    this.#defined.add(fn);
  }

  #setState(sequence: number, state: number): void {
    Atomics.store(this.#words, stateIndex(sequence), state);
  }

  #send(message: LaneMessage, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  #receive(): [value: unknown, parts: unknown[] | undefined] {
    const [result] = runtime().receiveMessage(this.#port)!.message as ResultMessage;
    return result!;
  }
}
