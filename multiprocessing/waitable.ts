import type { Patience } from "../queue/options.ts";

/** What `wait` takes besides connections; `fd` is a descriptor that becomes readable. */
export interface Waitable {
  /** -1: it is ready for good. */
  readonly fd: number;
}

/** The method of what is ready by messages, not by a descriptor. */
export const LOOK: unique symbol = Symbol("look");

/** Resolves to true when it is ready, to false at the limit. */
export interface Looking {
  [LOOK](patience: Patience): Promise<boolean>;
}

export function isLooking(object: object): object is Looking {
  return LOOK in object;
}
