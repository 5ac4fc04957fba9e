import type { Life } from "../../queue/life.ts";

/** What a queue of multiprocessing is made of: memory that processes share, or messages to the process that has made it. */
export interface QueueLife<T> extends Life<T> {
  /** No other queue has it, in any process. */
  readonly key: string;
  readonly full: boolean;
  /** What is sent in place of the queue. */
  reduce(): unknown;
  /** The object is used no more; who waits here gets that error. */
  leave(error: () => Error): void;
}
