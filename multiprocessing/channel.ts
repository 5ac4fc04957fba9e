// Messages on a connected socket, as Python frames them.
//
//   int32 big-endian length | bytes              length ≤ 0x7fffffff
//   int32 -1 | uint64 big-endian length | bytes  longer
//
// Descriptors go with the first byte. Nothing is ever read ahead: whoever else has the socket finds a whole message.

import { mustServe } from "../_sync/blocked_service.ts";
import { type Frame, Incoming, type Progress } from "./incoming.ts";
import { Outgoing } from "./outgoing.ts";
import { waitReadySync } from "./ready.ts";

export type { Frame } from "./incoming.ts";

/** Sends one message, blocking while there is no room; the descriptors stay those of the caller. */
export function sendFrameSync(fd: number, bytes: Uint8Array, fds: readonly number[] = []): void {
  finishSending(fd, new Outgoing(bytes, fds));
}

/** Receives one message, blocking until it is there; undefined: there will be none, the other end is closed. */
export function receiveFrameSync(fd: number): Frame | undefined {
  // What this thread serves meanwhile may receive, too.
  const incoming = spare ?? new Incoming();
  spare = undefined;
  const frame = finishReceiving(fd, incoming) === "end" ? undefined : incoming.take();
  spare = incoming;
  return frame;
}

let spare: Incoming | undefined;

/** Blocks until all of it is sent. */
export function finishSending(fd: number, outgoing: Outgoing): void {
  // In one piece, unless this thread has to look after others meanwhile.
  while (!outgoing.step(fd, !mustServe())) waitReadySync(fd, "write", Infinity);
}

/** Blocks until all of it is there. */
export function finishReceiving(
  fd: number,
  incoming: Incoming,
  place?: (length: number) => Uint8Array,
): Progress {
  for (;;) {
    const progress = incoming.step(fd, !mustServe(), place);
    if (progress !== "again") return progress;
    waitReadySync(fd, "read", Infinity);
  }
}
