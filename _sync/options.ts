/** Options of an asynchronous wait. An abort rejects with `signal.reason` and gives up the place in the line. */
export interface WaitOptions {
  /** Milliseconds to wait at most; without it there is no limit. */
  timeout?: number;
  /** Ends the wait when it is aborted. */
  signal?: AbortSignal;
}

/** Options of a blocking wait. */
export interface SyncWaitOptions {
  /** Milliseconds to block at most; without it there is no limit. */
  timeout?: number;
}

/** Options of an asynchronous `acquire`. */
export interface AcquireOptions extends WaitOptions {
  /** `false`: try once, do not wait. */
  blocking?: boolean;
}

/** Options of a blocking `acquire`. */
export interface SyncAcquireOptions extends SyncWaitOptions {
  /** `false`: try once, do not wait. */
  blocking?: boolean;
}

/** The signal among `options`, checked. Throws TypeError for what can't be options of a wait. */
export function signalOf(options: WaitOptions): AbortSignal | undefined {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options must be an object, got ${String(options)}`);
  }
  const { signal } = options;
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    throw new TypeError(`signal must be an AbortSignal, got ${String(signal)}`);
  }
  return signal;
}
