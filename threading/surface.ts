import type { RuntimeError } from "../_runtime/errors.ts";
import type { Lock } from "../_thread/lock.ts";
import type { RLock } from "../_thread/rlock.ts";
import type { Barrier, BarrierOptions } from "./barrier.ts";
import type { BaseThread } from "./base_thread.ts";
import type { Condition } from "./condition.ts";
import type { BrokenBarrierError } from "./errors.ts";
import type { Event } from "./event.ts";
import type { ExceptHookArgs } from "./excepthook.ts";
import type { BoundedSemaphore, Semaphore } from "./semaphore.ts";
import type { ThreadOptions } from "./thread_options.ts";
import type { TimerOptions } from "./timer_task.ts";

/** A timer of either kind. */
export interface AnyTimer<A extends unknown[]> extends BaseThread<A> {
  /** Milliseconds to wait. */
  readonly interval: number;
  /** Set when the function has run, or by `cancel`. */
  readonly finished: Event;
  /** Stops the timer if it is still waiting. */
  cancel(): void;
}

/** A hook for errors, of either kind of threads. */
// deno-lint-ignore no-explicit-any
export type AnyHook = (args: ExceptHookArgs<any>) => void;

/**
 * What `threading` and `dummy_threading` both offer, so that a program can take one or the other:
 * `const threads: Threading = isAvailable() ? threading : dummy`.
 */
export interface Threading {
  /** Lock (17.1.3). */
  readonly Lock: new () => Lock;
  /** RLock (17.1.4). */
  readonly RLock: new () => RLock;
  /** Condition (17.1.5). */
  readonly Condition: new (lock?: Lock | RLock) => Condition;
  /** Semaphore (17.1.6). */
  readonly Semaphore: new (value?: number) => Semaphore;
  /** BoundedSemaphore (17.1.6). */
  readonly BoundedSemaphore: new (value?: number) => Semaphore & Pick<BoundedSemaphore, "release">;
  /** Event (17.1.7). */
  readonly Event: new () => Event;
  /** Barrier (17.1.9). */
  readonly Barrier: new (parties: number, options?: BarrierOptions) => Barrier;
  /** BrokenBarrierError (17.1.9). */
  readonly BrokenBarrierError: typeof BrokenBarrierError;
  /** Thread (17.1.2). */
  readonly Thread: new <A extends unknown[]>(options?: ThreadOptions<A>) => BaseThread<A>;
  /** Timer (17.1.8). */
  readonly Timer: new <A extends unknown[] = []>(
    interval: number,
    fn: (...args: A) => unknown,
    options?: TimerOptions<A>,
  ) => AnyTimer<A>;
  /** local (17.1.1). */
  // deno-lint-ignore no-explicit-any
  readonly local: new (...args: unknown[]) => Record<string, any>;
  /** TIMEOUT_MAX (17.1). */
  readonly TIMEOUT_MAX: number;
  /** ThreadError (17.1). */
  readonly ThreadError: typeof RuntimeError;
  /** excepthook (17.1). */
  readonly excepthook: AnyHook;
  /** __excepthook__ (17.1). */
  readonly __excepthook__: AnyHook;
  /** setExcepthook (17.1). */
  readonly setExcepthook: (hook: AnyHook | undefined) => void;
  /** activeCount (17.1). */
  readonly activeCount: () => number;
  /** currentThread (17.1). */
  readonly currentThread: () => BaseThread;
  /** mainThread (17.1). */
  readonly mainThread: () => BaseThread;
  /** enumerate (17.1). */
  readonly enumerate: () => BaseThread[];
  /** getIdent (17.1). */
  readonly getIdent: () => number;
  /** getNativeId (17.1). */
  readonly getNativeId: () => number;
  /** stackSize (17.1). */
  readonly stackSize: (size?: number) => number;
}
