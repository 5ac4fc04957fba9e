import type { ForeignFunction, Signature } from "./foreign.ts";
import { type Libc, LIBRARY } from "./libc.ts";

const FUNCTIONS = {
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "i64", "i32"], result: "i64" },
} as const satisfies Record<string, Signature>;

const F_GETFL = 3;
const O_NONBLOCK = 0o4000;
const MSG_NOSIGNAL = 0x4000;

let bound: Record<keyof typeof FUNCTIONS, ForeignFunction> | undefined;

/**
 * Whether `process.stdout` and `process.stderr` may hold something back. They have never been used if this is false:
 * the first use makes a descriptor non-blocking, or is of a socket, where that can't be seen.
 */
export function mayHoldBack(libc: Libc): boolean {
  const { fcntl, send } = bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
  return [1, 2].some((fd) => {
    const flags = fcntl(fd, F_GETFL, 0);
    // Sending nothing does nothing, to a socket.
    return flags >= 0 &&
      ((flags & O_NONBLOCK) !== 0 || send(fd, new Uint8Array(1), 0, MSG_NOSIGNAL) === 0);
  });
}
