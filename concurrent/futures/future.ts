import { RuntimeError } from "../../_runtime/errors.ts";
import { runtime } from "../../_runtime/mod.ts";
import type { SyncWaitOptions, WaitOptions } from "../../_sync/options.ts";
import { blockUntil } from "./blocking.ts";
import { CancelledError, InvalidStateError, TimeoutError } from "./errors.ts";
import { within } from "./within.ts";

//   PENDING ── setRunningOrNotifyCancel ──▶ RUNNING ── setResult, setException ──▶ FINISHED
//      └───── cancel ──▶ CANCELLED ── setRunningOrNotifyCancel ──▶ NOTIFIED
const PENDING = "pending";
const RUNNING = "running";
const CANCELLED = "cancelled";
const NOTIFIED = "cancelled and notified";
const FINISHED = "finished";

type State =
  | typeof PENDING
  | typeof RUNNING
  | typeof CANCELLED
  | typeof NOTIFIED
  | typeof FINISHED;

/** What an executor knows of the task behind a future before anything of it has arrived here. */
export interface Backend {
  /** Takes what has arrived. */
  poll(): void;
  running(): boolean;
  /** False when a worker has begun. */
  cancel(): boolean;
  /** Looks for a moment, if a quick task's end is worth looking for, before the thread waits. */
  linger(): void;
}

// What the executors of this package may do that users may not; set by Future, which alone sees its own state.

// A method, because the parameter of a function type would make a Future<number> no Future<unknown>.
type Callback<T> = { call(future: Future<T>): unknown }["call"];

/** Connects a future that an executor has made to what the executor knows of it. */
export let attach: <T>(future: Future<T>, backend: Backend) => void;
/** Whether `wait` and `asCompleted` count the future as completed. */
export let isCompleted: <T>(future: Future<T>) => boolean;
/** Calls `watcher` when the future becomes completed; the result stops that. */
export let watch: <T>(future: Future<T>, watcher: () => void) => () => void;
/** Whether the future is one of this class, and not merely shaped like one. */
export let isOwn: <T>(future: Future<T>) => boolean;

/**
 * The result of a task that may not have ended yet (Python 17.4.4). Executors make them; create one yourself only to
 * write an executor or a test. It is a PromiseLike: `await future` is `await future.result()`, and it never causes an
 * unhandled rejection while nobody asked for its result.
 *
 * ```ts
 * import { Future } from "@weft/concurrency/concurrent/futures";
 *
 * const future = new Future<number>();
 * future.addDoneCallback((done) => console.log(done.resultSync()));
 * future.setResult(42);
 * console.log(await future === 42, future.done());
 * ```
 */
export class Future<T = unknown> implements PromiseLike<T> {
  #state: State = PENDING;
  #value: T | undefined;
  #error: unknown;
  #failed = false;
  #callbacks: Callback<T>[] = [];
  // Waiters of wait() and asCompleted(): a cancellation counts for them once it has been notified only.
  #watchers: Set<() => void> | undefined;
  #backend: Backend | undefined;

  static {
    attach = (future, backend) => {
      future.#backend = backend;
    };
    isCompleted = (future) => future.#state === NOTIFIED || future.#state === FINISHED;
    watch = (future, watcher) => {
      (future.#watchers ??= new Set()).add(watcher);
      return () => future.#watchers?.delete(watcher);
    };
    isOwn = (future) => typeof future === "object" && future !== null && #state in future;
  }

  /** Creates a pending future. */
  constructor() {}

  /** Cancels the task unless it is running or finished; tells whether it is cancelled. */
  cancel(): boolean {
    this.#poll();
    if (this.#state === CANCELLED || this.#state === NOTIFIED) return true;
    if (this.#state !== PENDING || this.#backend?.cancel() === false) return false;
    this.#state = CANCELLED;
    // An executor that could cancel has nothing left to do for the task, and so acknowledges at once.
    if (this.#backend !== undefined) this.#notifyCancel();
    this.#backend = undefined;
    this.#runCallbacks();
    return true;
  }

  /** Whether the task was cancelled. */
  cancelled(): boolean {
    this.#poll();
    return this.#state === CANCELLED || this.#state === NOTIFIED;
  }

  /** Whether the task is being run and can't be cancelled any more. */
  running(): boolean {
    this.#poll();
    return this.#state === RUNNING ||
      (this.#state === PENDING && this.#backend?.running() === true);
  }

  /** Whether the task was cancelled or has finished. */
  done(): boolean {
    this.#poll();
    return this.#settled();
  }

  /**
   * The task's result. Rejects with the error that the task threw, with CancelledError, with TimeoutError after
   * `timeout` milliseconds (the task goes on), or with the signal's reason.
   */
  result(options?: WaitOptions): Promise<T> {
    this.#backend?.linger();
    if (this.#settled()) return this.#outcome();
    return this.#whenDone(options).then(() => this.#outcome());
  }

  /**
   * The task's result, blocking the calling thread until it is there or `timeout` milliseconds have passed
   * (TimeoutError). Workers go on meanwhile, and so do the other futures of this thread. Throws RuntimeError where
   * nothing could ever complete the future, and NotSupportedError where a thread can't block.
   */
  resultSync(options?: SyncWaitOptions): T {
    this.#blockUntilDone(options);
    if (this.#state !== FINISHED) throw this.#cancellation();
    if (this.#failed) throw this.#error;
    return this.#value as T;
  }

  /** The error that the task threw, or null when it returned. Rejects as `result` does for the rest. */
  exception(options?: WaitOptions): Promise<unknown | null> {
    return this.#whenDone(options).then(() => this.#exception());
  }

  /** As `exception`, blocking the calling thread. */
  exceptionSync(options?: SyncWaitOptions): unknown | null {
    this.#blockUntilDone(options);
    return this.#exception();
  }

  /**
   * Has `fn` called with the future once it is done: in the thread that owns it, in the order added, at once when it is
   * done already. What `fn` throws is reported on stderr and goes no further.
   */
  addDoneCallback(fn: (future: Future<T>) => unknown): void {
    if (typeof fn !== "function") {
      throw new TypeError(`Future.addDoneCallback: fn must be a function, got ${String(fn)}`);
    }
    if (this.#settled()) this.#call(fn);
    else this.#callbacks.push(fn);
  }

  /** What makes a future a PromiseLike. */
  then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.result().then(onFulfilled, onRejected);
  }

  /**
   * For executors: called before the task is run. False when it has been cancelled, and must not be run; from then on
   * `wait` and `asCompleted` count it as completed. Throws RuntimeError when the task has been run already.
   */
  setRunningOrNotifyCancel(): boolean {
    if (this.#state === CANCELLED) {
      this.#notifyCancel();
      return false;
    }
    if (this.#state === PENDING) {
      this.#state = RUNNING;
      return true;
    }
    throw new RuntimeError(`Future.setRunningOrNotifyCancel: unexpected state "${this.#state}"`);
  }

  /** For executors: completes the future with a result. Throws InvalidStateError when it is done. */
  setResult(value: T): void {
    this.#finish("setResult");
    this.#value = value;
    this.#announce();
  }

  /** For executors: completes the future with an error. Throws InvalidStateError when it is done. */
  setException(error: unknown): void {
    this.#finish("setException");
    this.#error = error;
    this.#failed = true;
    this.#announce();
  }

  /** "Future(finished, returned number)" */
  toString(): string {
    if (this.#state !== FINISHED) {
      return `Future(${this.#state === NOTIFIED ? CANCELLED : this.#state})`;
    }
    if (!this.#failed) return `Future(finished, returned ${describe(this.#value)})`;
    return `Future(finished, threw ${describe(this.#error)})`;
  }

  #settled(): boolean {
    return this.#state !== PENDING && this.#state !== RUNNING;
  }

  // A program that asks in a loop without returning to its event loop must see the answer change.
  #poll(): void {
    if (this.#backend !== undefined && !this.#settled()) this.#backend.poll();
  }

  #outcome(): Promise<T> {
    if (this.#state !== FINISHED) return Promise.reject(this.#cancellation());
    return this.#failed ? Promise.reject(this.#error) : Promise.resolve(this.#value as T);
  }

  #exception(): unknown | null {
    if (this.#state !== FINISHED) throw this.#cancellation();
    return this.#failed ? this.#error : null;
  }

  #cancellation(): CancelledError {
    return new CancelledError("Future: the task was cancelled");
  }

  #whenDone(options: WaitOptions | undefined): Promise<void> {
    if (this.#settled()) return Promise.resolve();
    let callback!: () => void;
    const done = new Promise<void>((resolve) => callback = () => resolve());
    this.#callbacks.push(callback);
    if (options === undefined) return done;
    return within(done, options, "Future", () => this.#late(options)).catch((error) => {
      this.#callbacks = this.#callbacks.filter((other) => other !== callback);
      throw error;
    });
  }

  #blockUntilDone(options: SyncWaitOptions | undefined): void {
    this.#backend?.linger();
    if (!blockUntil(() => this.#settled(), options, "Future")) throw this.#late(options!);
  }

  #late({ timeout }: SyncWaitOptions): TimeoutError {
    return new TimeoutError(`Future: not done within ${timeout} ms`);
  }

  #finish(method: string): void {
    if (this.#settled()) {
      throw new InvalidStateError(`Future.${method}: the future is already ${this.#state}`);
    }
    this.#state = FINISHED;
    this.#backend = undefined;
  }

  #announce(): void {
    this.#runWatchers();
    this.#runCallbacks();
  }

  #notifyCancel(): void {
    this.#state = NOTIFIED;
    this.#runWatchers();
  }

  #runWatchers(): void {
    const watchers = this.#watchers;
    this.#watchers = undefined;
    for (const watcher of watchers ?? []) watcher();
  }

  #runCallbacks(): void {
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    for (const callback of callbacks) this.#call(callback);
  }

  #call(callback: Callback<T>): void {
    const report = (error: unknown) => {
      const text = error instanceof Error ? error.stack ?? String(error) : String(error);
      runtime().writeStderr(`Error in a callback of ${this}: ${text}\n`);
    };
    try {
      const result = callback(this);
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  }
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null
    ? value.constructor?.name ?? "object"
    : typeof value;
}
