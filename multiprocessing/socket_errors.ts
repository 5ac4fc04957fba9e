// What a call on a connected socket may end with, but for its success.

import { type OsError, osError } from "../_runtime/processes/os_error.ts";
import { libcFor } from "./descriptors.ts";

export const EINTR = 4;
const EPIPE = 32;
const ECONNRESET = 104;

/** Whether a negative result says that the other end is closed, be it with something unread. */
export function isGone(result: number): boolean {
  return result === -ECONNRESET || result === -EPIPE;
}

/** The error that a negative result stands for. */
export function socketError(result: number): OsError {
  return osError(isGone(result) ? "EPIPE" : libcFor("a connection").nameOf(-result));
}

/** An error of a connection that the system knows nothing of. */
export function connectionError(message: string): Error & { readonly code: string } {
  return Object.assign(new Error(message), { code: "EBADF" });
}
