import { checkTimer, runTimer, type TimerOptions } from "../threading/timer_task.ts";
import { Event } from "./locks.ts";
import { Thread } from "./thread.ts";

/** threading's Timer (17.1.8) as a cooperative task of this isolate. */
export class Timer<A extends unknown[] = []> extends Thread<A> {
  /** Milliseconds to wait. */
  readonly interval: number;
  /** What is called then; may be a closure. */
  readonly function: (...args: A) => unknown;
  /** Its arguments. */
  args: A;
  /** Passed as one more argument, unless empty. */
  kwargs: Record<string, unknown>;
  /** Set when the function has run, or by `cancel`. */
  readonly finished: Event = new Event();

  /** A timer that is not started yet. */
  constructor(interval: number, fn: (...args: A) => unknown, options: TimerOptions<A> = {}) {
    checkTimer(interval, fn, options as TimerOptions<unknown[]>);
    super();
    this.interval = interval;
    this.function = fn;
    this.args = options.args ?? [] as unknown as A;
    this.kwargs = options.kwargs ?? {};
  }

  /** Stops the timer if it is still waiting (17.1.8 `cancel`). */
  cancel(): void {
    this.finished.set();
  }

  /** Waits, and calls the function. */
  override run(): unknown {
    return runTimer(this);
  }
}
