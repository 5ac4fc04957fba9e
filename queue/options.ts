import { signalOf, type SyncWaitOptions, type WaitOptions } from "../_sync/options.ts";
import { checkOptions, checkTimeout } from "../_sync/acquire_options.ts";

/** Options of `put`. */
export interface PutOptions extends WaitOptions {
  /** `false`: try once, do not wait; the timeout does not count then. */
  block?: boolean;
}

/** Options of `get`. */
export interface GetOptions extends WaitOptions {
  /** `false`: try once, do not wait; the timeout does not count then. */
  block?: boolean;
}

/** Options of `putSync`. */
export interface SyncPutOptions extends SyncWaitOptions {
  /** `false`: try once, do not wait; the timeout does not count then. */
  block?: boolean;
}

/** Options of `getSync`. */
export interface SyncGetOptions extends SyncWaitOptions {
  /** `false`: try once, do not wait; the timeout does not count then. */
  block?: boolean;
}

/** How long to wait, in ms: 0 is once, Infinity without end. */
export interface Patience {
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
}

const ENDLESS: Patience = { limit: Infinity, signal: undefined };

/** The options of a call, checked. */
export function patienceOf(options: PutOptions | undefined, who: string): Patience {
  if (options === undefined) return ENDLESS;
  const signal = signalOf(checkOptions(options, who));
  const { block = true } = options;
  if (typeof block !== "boolean") {
    throw new TypeError(`${who}: block must be a boolean, got ${String(block)}`);
  }
  signal?.throwIfAborted();
  if (!block) return { limit: 0, signal };
  const limit = checkTimeout(options.timeout, who) ?? Infinity;
  if (limit < 0) throw new RangeError(`${who}: timeout must be >= 0, got ${limit}`);
  return { limit, signal };
}
