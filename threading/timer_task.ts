import { checkArguments } from "./thread_options.ts";
import type { Event } from "./event.ts";

/** What a Timer calls its function with. */
export interface TimerOptions<A extends unknown[]> {
  /** Arguments of the function. */
  args?: A;
  /** Given, it is passed as one more argument, after `args`. */
  kwargs?: Record<string, unknown>;
}

/** What a timer of either kind is made of. */
export interface TimerFields {
  readonly interval: number;
  // deno-lint-ignore no-explicit-any
  readonly function: (...args: any[]) => unknown;
  args: unknown[];
  kwargs: Record<string, unknown>;
  readonly finished: Event;
}

/** Waits for the interval, then calls the function unless `finished` was set meanwhile; for both kinds of timers. */
export async function runTimer(timer: TimerFields): Promise<void> {
  const { interval, finished, args, kwargs } = timer;
  if (!await finished.wait({ timeout: interval })) {
    const more = Object.keys(kwargs).length > 0 ? [kwargs] : [];
    await timer.function(...args, ...more);
  }
  finished.set();
}

/** Checks the arguments of a Timer. */
export function checkTimer(interval: unknown, fn: unknown, options: TimerOptions<unknown[]>): void {
  if (typeof interval !== "number" || Number.isNaN(interval)) {
    throw new TypeError(`Timer: interval must be a number of ms, got ${String(interval)}`);
  }
  if (typeof fn !== "function") {
    throw new TypeError(`Timer: fn must be a function, got ${String(fn)}`);
  }
  checkArguments(options.args, options.kwargs, "Timer");
}
