/** Options of a Thread. */
export interface ThreadOptions<A extends unknown[]> {
  /** Must be null or absent; Python reserves it. */
  group?: null;
  /** What the thread does: a task, or a function that uses its parameters and globals only. */
  target?: (...args: A) => unknown;
  /** Its name; "Thread-N (name of target)" by default. */
  name?: string;
  /** Arguments of `target`. */
  args?: A;
  /** Given, it is passed as one more argument, after `args` (type that parameter as optional). */
  kwargs?: Record<string, unknown>;
  /** A daemon does not keep the program alive; by default as the creating thread. */
  daemon?: boolean;
}

/** Checks the options at the call, naming argument and value. */
export function checkThreadOptions(options: ThreadOptions<unknown[]>, who: string): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${who}: options must be an object, got ${String(options)}`);
  }
  const { group, target, args, kwargs, daemon } = options;
  if (group !== undefined && group !== null) {
    throw new TypeError(`${who}: group must be null for now, got ${String(group)}`);
  }
  if (target !== undefined && target !== null && typeof target !== "function") {
    throw new TypeError(`${who}: target must be a function, got ${String(target)}`);
  }
  checkArguments(args, kwargs, who);
  if (daemon !== undefined && typeof daemon !== "boolean") {
    throw new TypeError(`${who}: daemon must be a boolean, got ${String(daemon)}`);
  }
}

/** Checks the arguments of a function that a thread is to call. */
export function checkArguments(args: unknown, kwargs: unknown, who: string): void {
  if (args !== undefined && !Array.isArray(args)) {
    throw new TypeError(`${who}: args must be an array, got ${String(args)}`);
  }
  if (
    kwargs !== undefined && (typeof kwargs !== "object" || kwargs === null || Array.isArray(kwargs))
  ) {
    throw new TypeError(`${who}: kwargs must be an object, got ${String(kwargs)}`);
  }
}

/** Checks the arguments of startNewThread. */
export function checkStartArguments(fn: unknown, args: unknown, kwargs: unknown): void {
  const who = "startNewThread";
  if (typeof fn !== "function") {
    throw new TypeError(`${who}: fn must be a function, got ${String(fn)}`);
  }
  if (!Array.isArray(args)) {
    throw new TypeError(`${who}: args must be an array, got ${String(args)}`);
  }
  checkArguments(args, kwargs, who);
}
