import { registerClass } from "../_transfer/registry.ts";
import { Event } from "./event.ts";
import { reviveThread, Thread, type ThreadForm, threadForm } from "./thread.ts";
import { checkTimer, runTimer, type TimerFields, type TimerOptions } from "./timer_task.ts";

/**
 * Python's Timer (17.1.8): a thread that waits for `interval` ms and then calls a function, once.
 *
 * ```ts
 * import { task, Timer } from "@weft/concurrency/threading";
 *
 * export const hello = task(import.meta, () => console.log("hello, world"));
 *
 * if (import.meta.main) {
 *   const timer = new Timer(30, hello);
 *   timer.start(); // after 30 milliseconds, "hello, world" will be printed
 *   await timer.join();
 * }
 * ```
 *
 * ```output
 * hello, world
 * ```
 */
export class Timer<A extends unknown[] = []> extends Thread<A> {
  /** Milliseconds to wait. */
  readonly interval: number;
  /** What is called then. */
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

type TimerForm = readonly [ThreadForm, TimerFields];

registerClass("Timer", Timer as typeof Timer<unknown[]>, {
  reduce: (timer): TimerForm => {
    const { interval, function: fn, args, kwargs, finished } = timer;
    return [threadForm(timer), { interval, function: fn, args, kwargs, finished }];
  },
  revive: (data) => {
    const [form, { finished, ...fields }] = data as TimerForm;
    const create = () => {
      const timer = new Timer(fields.interval, fields.function as () => unknown, {
        args: fields.args as [],
        kwargs: fields.kwargs,
      });
      return Object.assign(timer, { finished });
    };
    return reviveThread(form, create as () => Thread) as Timer<unknown[]>;
  },
  own: ["interval", "function", "args", "kwargs", "finished"],
  module: () => import.meta.url,
});
