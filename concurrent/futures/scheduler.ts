// Which worker gets which task.
//
//   submit ─▶ an idle lane ─▶ else a new lane ─▶ else ahead of a busy one ─▶ else the queue
//                                                        │                     │
//                                      an idle lane takes it back        refill, in batches
//
// Tasks are posted ahead of a busy worker so that it never waits for this thread, which may be busy itself; the claim
// word of each slot (lane_words.ts) lets them be cancelled or given to another worker until they are begun.

import { RuntimeError } from "../../_runtime/errors.ts";
import { runtime } from "../../_runtime/mod.ts";
import { Linger } from "../../_sync/linger.ts";
import { inbox } from "../../_thread/current.ts";
import { ending } from "../../_thread/ending.ts";
import { hold, release } from "../../_thread/hold.ts";
import type { Source } from "../../_thread/inbox.ts";
import { explainCloneFailure } from "../../_transfer/diagnose.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import type { FunctionTable } from "./function_table.ts";
import type { Future } from "./future.ts";
import { Lane } from "./lane.ts";
import { SLOTS } from "./lane_words.ts";
import { refuseWhileImporting } from "../../_thread/running_task.ts";
import { submitSite } from "../../_transfer/submit_site.ts";
import type { Ending, PoolKind } from "./pool_kind.ts";
import { Task } from "./task_record.ts";

/** Milliseconds for which a quick task is looked for. */
const LOOK = 0.015;

export interface SchedulerOptions {
  readonly maxWorkers: number;
  readonly namePrefix: string;
  /** Tasks after which a worker is replaced. */
  readonly maxTasks: number;
}

export class Scheduler implements Source {
  readonly urgent = false;
  readonly turns: boolean;
  readonly #kind: PoolKind;
  readonly #options: SchedulerOptions;
  readonly #functions: FunctionTable;
  #lanes: Lane[] = [];
  readonly #linger = new Linger(LOOK);
  #queue: Task[] = [];
  #head = 0;
  /** Tasks whose futures are not done. */
  #pending = 0;
  #closed = false;
  #closing = false;
  #broken: { message: string; cause: unknown; lane: Lane | undefined } | undefined;
  /** Workers ever started. */
  #started = 0;
  #onEnded: (() => void)[] = [];
  // While the thread is blocked in a lock, say, results must wait, but no worker need be idle.
  readonly #balancer: Source = { urgent: true, drain: () => this.#balance() };

  constructor(kind: PoolKind, options: SchedulerOptions, functions: FunctionTable) {
    this.#kind = kind;
    this.turns = kind.turns;
    this.#options = options;
    this.#functions = functions;
  }

  submit(fn: AnyFunction, args: unknown[]): Future<unknown> {
    this.#refuseIfUnusable();
    const number = this.#functions.number(fn, "fn");
    const { value, parts, transfer } = this.#kind.pack(args);
    const task = new Task(this, number, value, parts, transfer, submitSite());
    try {
      this.#place(task);
    } catch (error) {
      this.#kind.discard(value);
      throw explainCloneFailure(error, args, "args");
    }
    if (this.#pending++ === 0) {
      hold();
      inbox().add(this);
      inbox().add(this.#balancer);
    }
    return task.future;
  }

  /** The task's future is done. */
  forget(task: Task): void {
    if (!task.posted) this.#kind.discard(task.args);
    if (--this.#pending > 0) return;
    release();
    inbox().remove(this.#balancer);
    if (this.#closed) this.#closeLanes();
    else inbox().remove(this);
  }

  poll(): void {
    inbox().poll();
  }

  /** The only pending task was posted to `lane`, and somebody waits for it. */
  linger(lane: Lane): void {
    if (this.#pending === 1 && lane.awake && this.#linger.until(() => lane.load === 0)) this.poll();
  }

  /** Takes in what the workers have done, and gives them more. */
  drain(): void {
    for (const lane of this.#lanes) {
      // Asked before the draining, since a worker may leave a result and end between the two.
      const { ended } = lane;
      lane.drain();
      if (ended && (lane.outstanding > 0 || !lane.closed)) this.#lose(lane);
      else this.#checkInitializer(lane);
    }
    if (this.#options.maxTasks !== Infinity) this.#replace();
    this.#refill();
    this.#balance();
    if (this.#closing) this.#checkEnded();
  }

  shutdown(cancelFutures: boolean): void {
    this.#closed = true;
    if (cancelFutures) this.#cancelAll();
    if (this.#pending === 0) this.#closeLanes();
  }

  /** Ends the workers at once; what is pending fails. */
  stop(how: Ending): void {
    if (this.#broken === undefined && !this.#closing) this.#break("its workers were ended", how);
  }

  /** Resolves when every task is done and every worker has left the pool. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      hold();
      this.#onEnded.push(() => {
        release();
        resolve();
      });
      if (this.#closing) this.#checkEnded();
    });
  }

  #refuseIfUnusable(): void {
    // One that ended between two tasks, when nobody was listening.
    for (const lane of this.#lanes) {
      if (lane.ended && !lane.closed) this.#lose(lane);
    }
    if (this.#broken !== undefined) throw this.#brokenError();
    if (this.#closed) {
      throw new RuntimeError(`${this.#kind.name}: cannot schedule new futures after shutdown`);
    }
    if (ending()) {
      throw new RuntimeError(
        `${this.#kind.name}: cannot schedule new futures after the program has begun to end`,
      );
    }
    refuseWhileImporting(this.#kind.name, "a task was submitted");
  }

  #place(task: Task): void {
    const first = this.#head === this.#queue.length;
    const lane = first ? this.#idleLane() ?? this.#newLane() : undefined;
    if (lane !== undefined) {
      lane.post([task]);
      return;
    }
    this.#keep(task);
    const busy = first && task.movable ? this.#leastLoaded() : undefined;
    if (busy !== undefined) busy.post([task]);
    else this.#queue.push(task);
  }

  #idleLane(): Lane | undefined {
    for (const lane of this.#lanes) {
      if (lane.load === 0 && lane.room > 0 && !lane.ended) return lane;
    }
  }

  // What is not sent at once must still be what it was at the call.
  #keep(task: Task): void {
    task.movable = this.#kind.keep(task);
  }

  #newLane(): Lane | undefined {
    const { maxWorkers, namePrefix, maxTasks } = this.#options;
    if (this.#lanes.length === maxWorkers) this.#dropRetired();
    if (this.#lanes.length === maxWorkers) return undefined;
    const link = this.#kind.connect(`${namePrefix}_${this.#started++}`);
    const lane = new Lane(link, this.#functions, maxTasks);
    this.#lanes.push(lane);
    return lane;
  }

  #leastLoaded(): Lane | undefined {
    let least: Lane | undefined;
    for (const lane of this.#lanes) {
      if (lane.room > 0 && lane.load < (least?.load ?? SLOTS) && !lane.ended) least = lane;
    }
    return least;
  }

  #checkInitializer(lane: Lane): void {
    const failure = this.#broken === undefined ? lane.initializerFailure : undefined;
    if (failure === undefined) return;
    const text = failure.error instanceof Error ? failure.error.stack : String(failure.error);
    runtime().writeStderr(`Error in the initializer of a ${this.#kind.name}: ${text}\n`);
    this.#break("an initializer failed", "kill", failure.error);
  }

  #lose(lane: Lane): void {
    this.#checkInitializer(lane);
    if (this.#broken === undefined) {
      this.#break(`a worker ended: ${lane.link.describeDeath()}`, "kill", undefined, lane);
    }
  }

  #break(reason: string, how: Ending, cause?: unknown, lane?: Lane): void {
    this.#broken = {
      message: `${this.#kind.name}: ${reason}; the pool can't be used any more`,
      cause,
      lane,
    };
    const tasks = this.#lanes.flatMap((lane) => lane.unfinished()).concat(this.#takeQueue());
    for (const task of tasks) {
      task.takeBack();
    }
    this.#closed = true;
    this.#kind.abandon(this.#lanes.map(({ link }) => link), how);
    for (const task of tasks) task.fail(this.#brokenError());
    if (this.#pending === 0) this.#closeLanes();
  }

  #brokenError(): Error {
    const { message, cause, lane } = this.#broken!;
    const options = cause === undefined ? undefined : { cause };
    return this.#kind.broken(message, options, lane?.link);
  }

  // Those that have done as many tasks as they may.
  #replace(): void {
    this.#dropRetired();
    while (this.#waits() && this.#idleLane() === undefined) {
      let lane: Lane | undefined;
      try {
        lane = this.#newLane();
      } catch (error) {
        return this.#break("a worker could not be started", "kill", error);
      }
      if (lane === undefined) return;
      lane.post(this.#nextBatch(lane));
    }
  }

  // Whether anything is in the queue that has not been cancelled.
  #waits(): boolean {
    while (this.#queue[this.#head]?.cancelled) this.#head++;
    return this.#head < this.#queue.length;
  }

  #dropRetired(): void {
    // Another array, since this may be called while the lanes are gone through.
    this.#lanes = this.#lanes.filter((lane) => {
      if (!lane.retired || !lane.ended || lane.outstanding > 0) return true;
      lane.drop();
      return false;
    });
  }

  #refill(): void {
    while (this.#head < this.#queue.length) {
      const lane = this.#leastLoaded();
      if (lane === undefined) return;
      // One that is idle may be given the last one that it may do.
      if (lane.load > 0 && lane.room < Math.min(SLOTS, this.#options.maxTasks) / 2) return;
      const batch = this.#nextBatch(lane);
      if (batch.length === 0) return;
      lane.post(batch);
    }
  }

  // An equal share, so that no worker is given what another could begin sooner.
  #nextBatch(lane: Lane): Task[] {
    const waiting = this.#queue.length - this.#head;
    const share = Math.min(lane.room, Math.ceil(waiting / this.#lanes.length));
    const batch: Task[] = [];
    while (batch.length < share && this.#head < this.#queue.length) {
      const task = this.#queue[this.#head]!;
      if (!task.cancelled && !task.movable && lane.load + batch.length > 0) break;
      this.#head++;
      if (!task.cancelled) batch.push(task);
      if (!task.movable) break;
    }
    if (this.#head === this.#queue.length) this.#takeQueue();
    return batch;
  }

  // An idle worker shares what was posted ahead of the busiest one.
  #balance(): void {
    if (this.#pending === 0) return;
    for (let idle = this.#idleLane(); idle !== undefined; idle = this.#idleLane()) {
      let busiest: Task[] = [];
      for (const lane of this.#lanes) {
        const waiting = lane.waiting();
        if (waiting.length > busiest.length) busiest = waiting;
      }
      const half = busiest.slice(0, Math.min(idle.room, Math.ceil(busiest.length / 2)));
      const taken = half.filter((task) => task.takeBack());
      if (taken.length === 0) return;
      idle.post(taken);
    }
  }

  #cancelAll(): void {
    const tasks = this.#lanes.flatMap((lane) => lane.unfinished()).concat(this.#takeQueue());
    // All taken back, the last first, before the first is cancelled: its worker would begin the next one.
    for (const task of tasks.toReversed()) task.takeBack();
    for (const task of tasks) task.future.cancel();
  }

  #takeQueue(): Task[] {
    const tasks = this.#queue.slice(this.#head);
    this.#queue = [];
    this.#head = 0;
    return tasks.filter((task) => !task.cancelled);
  }

  #closeLanes(): void {
    if (this.#closing) return;
    this.#closing = true;
    // The workers' ends are waited for, and a program may end without waiting.
    if (this.#lanes.length > 0) inbox().add(this);
    for (const lane of this.#lanes) if (!lane.ended) lane.close();
    this.#checkEnded();
  }

  #checkEnded(): void {
    // What a broken pool's threads are doing may never end, and nobody waits for it any more.
    const awaited = this.#broken === undefined || this.#kind.ends;
    if (awaited) {
      if (!this.#lanes.every((lane) => lane.ended)) return;
      for (const lane of this.#lanes.splice(0)) lane.drop();
    }
    inbox().remove(this);
    for (const resolve of this.#onEnded.splice(0)) resolve();
  }
}
