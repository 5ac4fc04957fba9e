// In what pools of threads and pools of processes differ.

import type { LaneLink } from "./lane_link.ts";
import type { Task } from "./task_record.ts";

/** The arguments of a call, ready to be sent. */
export interface PackedCall {
  /** An array that may go by words, see call_words.ts, or whatever the kind's links send. */
  readonly value: unknown;
  readonly parts: unknown[] | undefined;
  readonly transfer: Transferable[] | undefined;
}

/** By SIGTERM, or by SIGKILL. */
export type Ending = "terminate" | "kill";

export interface PoolKind {
  /** Name of the executor's class, for messages. */
  readonly name: string;
  /** Starts a worker. */
  connect(name: string): LaneLink;
  /** Throws DataCloneError for what can't be sent. */
  pack(args: unknown[]): PackedCall;
  /** Makes the task's arguments independent of the caller's; whether they can be sent more than once. */
  keep(task: Task): boolean;
  /** The arguments of a call that will never be sent are needed no more. */
  discard(args: unknown): void;
  /** The error of a pool that is broken, by that worker's death if it was one's. */
  broken(message: string, options: ErrorOptions | undefined, link: LaneLink | undefined): Error;
  /** What becomes of the workers of a broken pool. */
  abandon(links: readonly LaneLink[], how: Ending): void;
  /** Whether they end then. */
  readonly ends: boolean;
  /** Whether results come by events of the owning thread, and so never while it blocks. */
  readonly turns: boolean;
}
