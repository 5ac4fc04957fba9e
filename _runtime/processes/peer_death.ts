// A child that must not outlive its parent: the kernel ends it when the parent's end of their socket is closed, however
// blocked it may be. (PR_SET_PDEATHSIG would do so at the end of the thread that started it.)

import type { ForeignFunction, Signature } from "./foreign.ts";
import { type Libc, LIBRARY, POLLIN } from "./libc.ts";

const FUNCTIONS = {
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
} as const satisfies Record<string, Signature>;

const F_GETFL = 3;
const F_SETFL = 4;
const F_SETOWN = 8;
const F_SETSIG = 10;
const O_ASYNC = 0o20000;
const SIGKILL = 9;

let bound: Record<keyof typeof FUNCTIONS, ForeignFunction> | undefined;

/**
 * From here on the process `pid`, this one, is killed when the socket's other end is closed, and when anything comes
 * from there.
 */
export function dieWithPeer(libc: Libc, fd: number, pid: number): void {
  const { fcntl } = calls(libc);
  fcntl(fd, F_SETSIG, SIGKILL);
  fcntl(fd, F_SETOWN, pid);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_ASYNC);
  // It may have been closed before; nothing is ever sent.
  const entry = new Int32Array([fd, POLLIN]);
  if (libc.poll(new Uint8Array(entry.buffer), 1, 0) > 0) libc.kill(pid, SIGKILL);
}

function calls(libc: Libc): Record<keyof typeof FUNCTIONS, ForeignFunction> {
  return bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
}
