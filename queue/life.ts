import type { Patience } from "./options.ts";

/** What `tryTake` returns when there is nothing. */
export const NOTHING: unique symbol = Symbol("nothing");

/** What a queue is made of: the same within one thread and for several. */
export interface Life<T> {
  readonly size: number;
  /** Items put and not done. */
  readonly unfinished: number;
  /** Whether it was shut down. */
  readonly closed: boolean;
  /** Puts the item if there is room; throws ShutDown. */
  tryPut(item: T): boolean;
  put(item: T, patience: Patience): Promise<void>;
  putSync(item: T, limit: number): void;
  /** Takes the next item if there is one; throws ShutDown when there never will be. */
  tryTake(): T | typeof NOTHING;
  get(patience: Patience): Promise<T>;
  getSync(limit: number): T;
  taskDone(): void;
  join(signal: AbortSignal | undefined): Promise<void>;
  joinSync(): void;
  shutdown(immediate: boolean): void;
}
