import type { SyncWaitOptions, WaitOptions } from "../../_sync/options.ts";
import { blockUntil } from "./blocking.ts";
import { completed, failed, futureSet, onCompletion } from "./completion.ts";
import type { Future } from "./future.ts";
import { within } from "./within.ts";

/** Return when any future is done (Python 17.4.5). */
export const FIRST_COMPLETED = "FIRST_COMPLETED" as const;
/** Return when any future has ended with an error; without one, when all are done. */
export const FIRST_EXCEPTION = "FIRST_EXCEPTION" as const;
/** Return when all futures are done. */
export const ALL_COMPLETED = "ALL_COMPLETED" as const;

/** What {@linkcode wait} and {@linkcode waitSync} give. */
export interface WaitResult<T> {
  /** Futures that are done: they finished or were cancelled. */
  done: Set<Future<T>>;
  /** The others. */
  notDone: Set<Future<T>>;
}

/** Options of {@linkcode waitSync}. */
export interface WaitSyncOptions extends SyncWaitOptions {
  /** FIRST_COMPLETED, FIRST_EXCEPTION or ALL_COMPLETED (the default). */
  returnWhen?: string;
}

/** Options of {@linkcode wait}. */
export interface WaitFuturesOptions extends WaitOptions {
  /** FIRST_COMPLETED, FIRST_EXCEPTION or ALL_COMPLETED (the default). */
  returnWhen?: string;
}

/**
 * Waits for futures, of any executors (Python 17.4.5 `wait`). At the timeout it resolves with what is done; an abort
 * rejects with the signal's reason. Throws RangeError for an unknown `returnWhen`.
 *
 * ```ts
 * import { FIRST_COMPLETED, Future, wait } from "@weft/concurrency/concurrent/futures";
 *
 * const [a, b] = [new Future<string>(), new Future<string>()];
 * a.setResult("first");
 * const { done, notDone } = await wait([a, b], { returnWhen: FIRST_COMPLETED });
 * console.log(done.has(a), notDone.has(b));
 * ```
 */
export async function wait<T>(
  futures: Iterable<Future<T>>,
  options: WaitFuturesOptions = {},
): Promise<WaitResult<T>> {
  const set = futureSet(futures, "wait");
  const satisfied = condition(set, options.returnWhen);
  const stops: (() => void)[] = [];
  try {
    const enough = new Promise<void>((resolve) => {
      if (satisfied()) return resolve();
      const listener = () => {
        if (satisfied()) resolve();
      };
      for (const future of set) if (!completed(future)) stops.push(onCompletion(future, listener));
    });
    const late = new Error("timeout");
    await within(enough, options, "wait", () => late).catch((error) => {
      if (error !== late) throw error;
    });
  } finally {
    for (const stop of stops) stop();
  }
  return split(set);
}

/** As {@linkcode wait}, blocking the calling thread. */
export function waitSync<T>(
  futures: Iterable<Future<T>>,
  options: WaitSyncOptions = {},
): WaitResult<T> {
  const set = futureSet(futures, "waitSync");
  blockUntil(condition(set, options.returnWhen), options, "waitSync");
  return split(set);
}

// Looks only at futures that it has not seen completed, since it is asked after every completion.
function condition<T>(set: Set<Future<T>>, returnWhen: string = ALL_COMPLETED): () => boolean {
  if (![FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED].includes(returnWhen as never)) {
    throw new RangeError(`wait: invalid returnWhen, got ${String(returnWhen)}`);
  }
  const left = new Set(set);
  let enough = false;
  return () => {
    for (const future of left) {
      if (!completed(future)) continue;
      left.delete(future);
      enough ||= returnWhen === FIRST_COMPLETED ||
        (returnWhen === FIRST_EXCEPTION && failed(future));
    }
    return enough || left.size === 0;
  };
}

function split<T>(set: Set<Future<T>>): WaitResult<T> {
  const done = new Set<Future<T>>();
  const notDone = new Set<Future<T>>();
  for (const future of set) (completed(future) ? done : notDone).add(future);
  return { done, notDone };
}
