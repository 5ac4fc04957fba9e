import { NotSupportedError, RuntimeError } from "../../_runtime/errors.ts";
import { runtime } from "../../_runtime/mod.ts";
import type { SyncWaitOptions } from "../../_sync/options.ts";
import { inbox } from "../../_thread/current.ts";

/** The timeout in milliseconds, Infinity where there is none; as in Python, a negative one only looks. */
export function checkTimeout(timeout: number | undefined, who: string): number {
  if (timeout === undefined) return Infinity;
  if (typeof timeout !== "number" || Number.isNaN(timeout)) {
    throw new TypeError(`${who}: timeout must be a number of milliseconds, got ${String(timeout)}`);
  }
  return Math.max(0, timeout);
}

/** Blocks until `ready()`, taking in what arrives for this thread; false at the timeout. */
export function blockUntil(
  ready: () => boolean,
  options: SyncWaitOptions | undefined,
  who: string,
): boolean {
  const limit = checkTimeout(options?.timeout, who);
  if (ready()) return true;
  const { blocking } = runtime().capabilities();
  if (!blocking) {
    if (limit === 0) return false;
    throw new NotSupportedError(
      `${who}: a thread can't block on this runtime; use the asynchronous form`,
    );
  }
  const box = inbox();
  const end = limit === Infinity ? Infinity : performance.now() + limit;
  return box.waitSync(() => {
    if (ready()) return true;
    if (end === Infinity && !box.expecting) {
      if (box.needsTurns) {
        throw new NotSupportedError(
          `${who}: blocking would keep the results of processes from coming; use the asynchronous ` +
            "form, or grant the permission to call the C library (--allow-ffi)",
        );
      }
      throw new RuntimeError(
        `${who}: would block for ever: no work of this thread is under way that could complete it`,
      );
    }
    return false;
  }, end);
}
