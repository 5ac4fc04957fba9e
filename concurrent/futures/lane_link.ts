// What a pool needs of the way to one of its workers: shared words, and messages for what does not fit them.

import type { LaneMessage } from "./lane_message.ts";

/** The pool's end. */
export interface LaneLink {
  /** The words of lane_words.ts, zeroed at first. */
  readonly words: Int32Array;
  /** Whether the worker has ended. */
  readonly ended: boolean;
  /** Sends a message; throws, and has sent nothing, when it can't be sent. */
  post(message: LaneMessage, transfer: Transferable[]): void;
  /** Lets a worker that is asleep, or looks at a slot that was revoked, look again. */
  nudge(): void;
  /** Takes in what has come, as far as that does not happen by itself. */
  pump(): void;
  /** The next result, which the words have announced. */
  receive(): unknown;
  /** The next error, likewise; `site` is where the task was submitted. */
  receiveError(site?: { readonly stack?: string }): unknown;
  /** Lets the worker end once it has done what was posted. */
  close(): void;
  /** The worker has ended, and nobody will look at the words any more. */
  dropped(): void;
  /** "thread Pool_0 called process.exit(3)" */
  describeDeath(): string;
}

/** The worker's end. */
export interface WorkerLink {
  readonly words: Int32Array;
  /** `receive` is called with each message, and `wake` after it where messages come by themselves. */
  listen(receive: (message: LaneMessage) => void, wake: () => void): void;
  /** `handler` is called with every error that nobody caught, and returns true to swallow it. */
  onUncaught(handler: (error: unknown, kind: "error" | "rejection") => boolean): void;
  /** What the arguments of a call were before they were sent, with its parts loaded. */
  unpack(args: unknown, parts: unknown[] | undefined): unknown[];
  /** The call that these arguments came with is done, or will not be made. */
  done(args: unknown): void;
  /** Receives a message that is under way, blocking; false where they come by themselves. */
  pull(): boolean;
  /** Called when there is nothing to do while word `index` is `seen`; undefined: `wake` will be called. */
  sleep(index: number, seen: number): Promise<void> | undefined;
  /** Resolves a moment later, where messages do not come by themselves. */
  pause(): Promise<void> | undefined;
  /** Sends a result; throws when it can't be sent. */
  send(result: unknown): void;
  sendError(error: unknown): void;
  /** Tells the pool that the words have changed. */
  bump(): void;
  close(): void;
}
