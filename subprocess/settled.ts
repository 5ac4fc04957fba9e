import { deadlineAfter, DeadlineTimer } from "../_sync/deadline.ts";
import { signalOf, type WaitOptions } from "../_sync/options.ts";

/** What `promise` settles to, or at the deadline what `late` gives or throws. It goes on without whoever has waited. */
export function settled<T>(
  promise: Promise<T>,
  options: WaitOptions,
  late: () => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const signal = signalOf(options);
    if (signal?.aborted) {
      promise.catch(() => {});
      throw signal.reason;
    }
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
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
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
