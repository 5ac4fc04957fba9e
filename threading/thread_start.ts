// The way of a thread from its creator to the worker that runs it, and of its last error back.
//
//   creator                                     worker
//   Thread.start() ── ThreadStart, by Job ────▶ thread_main.ts: revives the thread, calls run()
//   Watch ◀── the error, where the creator ──── an error that run() threw, before the record says "ended"
//              has a hook of its own

import type { FunctionReference } from "../_transfer/reference.ts";

/** A packed value, as it travels. */
export type Sent = readonly [value: unknown, parts: unknown[] | undefined];

/** What a worker is told of a thread that it is to run. */
export interface ThreadStart {
  /** The Thread with the fields of its subclass; "plain" if it has none; undefined for a thread of `_thread`. */
  readonly thread: Sent | "plain" | undefined;
  readonly target: FunctionReference | undefined;
  readonly args: Sent;
  readonly kwargs: Sent | undefined;
  /** The record of a creator that wants to hear of an uncaught error. */
  readonly hooked: readonly [slot: number, ident: number] | undefined;
}
