import {
  type AcquireOptions,
  signalOf,
  type SyncAcquireOptions,
  type WaitOptions,
} from "./options.ts";

/** The longest timeout, in milliseconds: Python's, which is some 292 years. */
export const TIMEOUT_MAX = 9_223_372_036_000;

/**
 * Which timeouts an acquire takes, as Python's classes differ: a negative one is refused ("strict") or means 0; one
 * without blocking is refused, or means nothing ("lenient").
 */
export type TimeoutRule = "strict" | "negative is zero" | "lenient";

/** What an acquire is to do: undefined for one try, else the options of the wait. */
export function acquireOptions(
  given: AcquireOptions & SyncAcquireOptions | undefined,
  who: string,
  rule: TimeoutRule,
): WaitOptions | undefined {
  // Python's acquire(False) must not turn into a wait without end.
  const { blocking = true, ...options } = checkOptions(given, who);
  if (typeof blocking !== "boolean") {
    throw new TypeError(`${who}: blocking must be a boolean, got ${String(blocking)}`);
  }
  if (!blocking && options.timeout !== undefined && rule !== "lenient") {
    throw new RangeError(
      `${who}: can't specify a timeout for a non-blocking call, got ${options.timeout}`,
    );
  }
  const timeout = checkTimeout(options.timeout, who);
  if (rule === "strict" && timeout !== undefined && timeout < 0) {
    throw new RangeError(`${who}: timeout must be >= 0, got ${timeout}`);
  }
  if (!blocking) {
    signalOf(options)?.throwIfAborted();
    return undefined;
  }
  return { ...options, timeout: timeout === undefined ? undefined : Math.max(0, timeout) };
}

/** The options, checked; none are given as undefined. */
export function checkOptions<O extends object>(options: O | undefined, who: string): O {
  if (options === undefined) return {} as O;
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${who}: options must be an object, got ${String(options)}`);
  }
  return options;
}

/** The timeout, checked; Infinity and undefined are no limit. */
export function checkTimeout(timeout: number | undefined, who: string): number | undefined {
  if (timeout === undefined) return undefined;
  if (typeof timeout !== "number" || Number.isNaN(timeout)) {
    throw new TypeError(`${who}: timeout must be a number of milliseconds, got ${String(timeout)}`);
  }
  if (timeout === Infinity) return undefined;
  if (timeout > TIMEOUT_MAX) {
    throw new RangeError(`${who}: timeout must be <= ${TIMEOUT_MAX}, got ${timeout}`);
  }
  return timeout;
}

/** The options of a wait whose negative timeouts mean 0. */
export function waitOptions<O extends WaitOptions>(given: O | undefined, who: string): O {
  const options = checkOptions(given, who);
  const timeout = checkTimeout(options.timeout, who);
  return { ...options, timeout: timeout === undefined ? undefined : Math.max(0, timeout) };
}
