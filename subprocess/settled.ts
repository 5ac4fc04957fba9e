import { deadlineAfter, DeadlineTimer } from "../_sync/deadline.ts";
import { signalOf, type WaitOptions } from "../_sync/options.ts";

/** What `promise` settles to, unless the deadline or the abort comes first. It goes on without whoever has waited. */
export function settled<T>(
  promise: Promise<T>,
  options: WaitOptions,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const signal = signalOf(options);
    signal?.throwIfAborted();
    const leave = () => {
      timer.clear();
      signal?.removeEventListener("abort", abort);
    };
    const abort = () => {
      leave();
      reject(signal!.reason);
    };
    const timer = new DeadlineTimer(deadlineAfter(options.timeout), () => {
      leave();
      reject(late());
    });
    signal?.addEventListener("abort", abort, { once: true });
    promise.then(
      (value) => {
        leave();
        resolve(value);
      },
      (error) => {
        leave();
        reject(error);
      },
    );
  });
}
