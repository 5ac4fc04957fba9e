import { waitOptions } from "../_sync/acquire_options.ts";
import { deadlineAfter, remaining } from "../_sync/deadline.ts";
import type { SyncWaitOptions, WaitOptions } from "../_sync/options.ts";

/** Asks `predicate` until it says yes, waiting in between, until the deadline; its last value. */
export async function waitFor<T>(
  predicate: () => T | Promise<T>,
  wait: (options: WaitOptions) => Promise<boolean>,
  options: WaitOptions | undefined,
): Promise<T> {
  check(predicate);
  const { timeout, signal } = waitOptions(options, "Condition.waitFor");
  const deadline = deadlineAfter(timeout);
  for (;;) {
    const answer = predicate();
    // A plain value is looked at before anything else can happen, as in Python.
    const value = isPromise(answer) ? await answer : answer;
    const left = remaining(deadline);
    if (value || left === 0) return value;
    await wait({ timeout: left === Infinity ? undefined : left, signal });
  }
}

/** The same, blocking. */
export function waitForSync<T>(
  predicate: () => T,
  wait: (options: SyncWaitOptions) => boolean,
  options: SyncWaitOptions | undefined,
): T {
  check(predicate);
  const { timeout } = waitOptions(options, "Condition.waitForSync");
  const deadline = deadlineAfter(timeout);
  for (;;) {
    const value = predicate();
    const left = remaining(deadline);
    if (value || left === 0) return value;
    wait({ timeout: left === Infinity ? undefined : left });
  }
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

function check(predicate: unknown): void {
  if (typeof predicate !== "function") {
    throw new TypeError(
      `Condition.waitFor: predicate must be a function, got ${String(predicate)}`,
    );
  }
}
