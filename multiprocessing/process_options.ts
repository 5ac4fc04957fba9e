/** Options of a Process. */
export interface ProcessOptions<A extends unknown[]> {
  /** Must be null or absent; Python reserves it. */
  group?: null;
  /** What the process does: a task, or a function that uses its parameters and globals only. */
  target?: (...args: A) => unknown;
  /** Its name; "Process-N" by default, and "Process-N:M" for a child of that one. */
  name?: string;
  /** Arguments of `target`. */
  args?: A;
  /** Given, it is passed as one more argument, after `args` (type that parameter as optional). */
  kwargs?: Record<string, unknown>;
  /** A daemon is terminated when its parent ends, and can't have children; by default as the creating process. */
  daemon?: boolean;
}
