// Readiness of descriptors, blocking: poll(2). For waiting without blocking see poller.ts.

import { POLLIN, POLLOUT } from "../_runtime/processes/mod.ts";
import { sleepInSlices } from "../_sync/blocked_service.ts";
import { libcFor } from "./descriptors.ts";

export type Direction = "read" | "write";

/** Of struct pollfd: the descriptor, and behind it 16 bits of what is asked and 16 of what is so. */
const INTS = 2;

const one = (): Int32Array => single ??= new Int32Array(INTS);
let single: Int32Array | undefined;

/** Blocks at most `timeout` ms until the descriptor is ready, or its other end is gone; false at the timeout. */
export function waitReadySync(fd: number, direction: Direction, timeout: number): boolean {
  const entry = one();
  const result = sleepInSlices((ms) => {
    // Anew each time: what this thread serves meanwhile may use it, too.
    entry[0] = fd;
    entry[1] = direction === "read" ? POLLIN : POLLOUT;
    return poll(entry, 1, ms) > 0 ? "ok" : "timed-out";
  }, timeout);
  return result === "ok";
}

/** Blocks at most `timeout` ms until one of the descriptors is readable; whether each is. */
export function waitAnySync(fds: readonly number[], timeout: number): boolean[] {
  const entries = new Int32Array(INTS * fds.length);
  fds.forEach((fd, i) => {
    entries[INTS * i] = fd;
    entries[INTS * i + 1] = POLLIN;
  });
  sleepInSlices((ms) => poll(entries, fds.length, ms) > 0 ? "ok" : "timed-out", timeout);
  return fds.map((_, i) => entries[INTS * i + 1]! >>> 16 !== 0);
}

function poll(entries: Int32Array, count: number, timeout: number): number {
  const bytes = new Uint8Array(entries.buffer);
  return libcFor("waiting for a connection").poll(bytes, count, timeout);
}
