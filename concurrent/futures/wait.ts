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
export function wait<T>(
  futures: Iterable<Future<T>>,
  options?: WaitFuturesOptions,
): Promise<WaitResult<T>>;
/** Waits for futures of different results. */
export function wait(
  futures: Iterable<Future<unknown>>,
  options?: WaitFuturesOptions,
): Promise<WaitResult<unknown>>;
export async function wait(
  futures: Iterable<Future<unknown>>,
  options: WaitFuturesOptions = {},
): Promise<WaitResult<unknown>> {
  const condition = new Condition(futureSet(futures, "wait"), options.returnWhen);
  try {
    const enough = new Promise<void>((resolve) => condition.onSatisfied(resolve));
    const late = new Error("timeout");
    await within(enough, options, "wait", () => late).catch((error) => {
      if (error !== late) throw error;
    });
  } finally {
    condition.stop();
  }
  return condition.result();
}

/** As {@linkcode wait}, blocking the calling thread. */
export function waitSync<T>(
  futures: Iterable<Future<T>>,
  options?: WaitSyncOptions,
): WaitResult<T>;
/** Waits for futures of different results. */
export function waitSync(
  futures: Iterable<Future<unknown>>,
  options?: WaitSyncOptions,
): WaitResult<unknown>;
export function waitSync(
  futures: Iterable<Future<unknown>>,
  options: WaitSyncOptions = {},
): WaitResult<unknown> {
  const condition = new Condition(futureSet(futures, "waitSync"), options.returnWhen);
  try {
    blockUntil(() => condition.satisfied, options, "waitSync");
  } finally {
    condition.stop();
  }
  return condition.result();
}

/** When a wait is over: what both forms share. */
class Condition<T> {
  readonly #futures: Set<Future<T>>;
  readonly #stops: (() => void)[] = [];
  #left: number;
  #satisfied = false;
  #listener: (() => void) | undefined;

  constructor(futures: Set<Future<T>>, returnWhen: string = ALL_COMPLETED) {
    if (![FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED].includes(returnWhen as never)) {
      throw new RangeError(`wait: invalid returnWhen, got ${String(returnWhen)}`);
    }
    this.#futures = futures;
    this.#left = futures.size;
    if (futures.size === 0) this.#satisfied = true;
    for (const future of futures) {
      const stop = onCompletion(future, () => {
        this.#left--;
        const enough = this.#left === 0 || returnWhen === FIRST_COMPLETED ||
          (returnWhen === FIRST_EXCEPTION && failed(future));
        if (enough) this.#satisfy();
      });
      this.#stops.push(stop);
    }
  }

  get satisfied(): boolean {
    return this.#satisfied;
  }

  onSatisfied(listener: () => void): void {
    if (this.#satisfied) listener();
    else this.#listener = listener;
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  result(): WaitResult<T> {
    const done = new Set<Future<T>>();
    const notDone = new Set<Future<T>>();
    for (const future of this.#futures) (completed(future) ? done : notDone).add(future);
    return { done, notDone };
  }

  #satisfy(): void {
    this.#satisfied = true;
    this.#listener?.();
  }
}
