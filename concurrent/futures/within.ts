import { checkTimeout } from "./blocking.ts";
import type { WaitOptions } from "../../_sync/options.ts";

/** `promise`, given up at the timeout (with the error `late()`) or when the signal is aborted (with its reason). */
export function within<T>(
  promise: Promise<T>,
  { timeout, signal }: WaitOptions,
  who: string,
  late: () => unknown,
): Promise<T> {
  const limit = checkTimeout(timeout, who);
  if (signal?.aborted) return Promise.reject(signal.reason);
  if (limit === Infinity && signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    const abort = () => {
      end();
      reject(signal!.reason);
    };
    const expire = () => {
      end();
      reject(late());
    };
    signal?.addEventListener("abort", abort, { once: true });
    if (limit !== Infinity) timer = setTimer(expire, limit);
    promise.then((value) => {
      end();
      resolve(value);
    }, (error) => {
      end();
      reject(error);
    });
  });
}

// setTimeout fires at once when the delay does not fit into 31 bits; three weeks and a half are as good as no limit.
function setTimer(fn: () => void, ms: number): ReturnType<typeof setTimeout> | undefined {
  return ms < 2 ** 31 ? setTimeout(fn, ms) : undefined;
}
