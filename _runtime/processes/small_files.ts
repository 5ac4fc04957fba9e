// Reading by the C library, for what a runtime would ask a permission of its own for.

import type { ForeignFunction, Signature } from "./foreign.ts";
import { cString, type Libc, LIBRARY } from "./libc.ts";

const FUNCTIONS = {
  open: { parameters: ["buffer", "i32", "i32"], result: "i32" },
} as const satisfies Record<string, Signature>;

const O_RDWR = 2;
const O_CLOEXEC = 0o2000000;
const PIECE = 65536;

let bound: Record<keyof typeof FUNCTIONS, ForeignFunction> | undefined;

/** The command line of this process, as it was started. */
export function ownArguments(libc: Libc): string[] {
  const fd = libc.check(libc.result(calls(libc).open(cString("/proc/self/cmdline"), O_CLOEXEC, 0)));
  try {
    const pieces: Uint8Array[] = [];
    for (;;) {
      const piece = new Uint8Array(PIECE);
      const length = libc.check(libc.read(fd, piece));
      if (length === 0) break;
      pieces.push(piece.subarray(0, length));
    }
    const text = new TextDecoder();
    return (pieces.map((piece) => text.decode(piece, { stream: true })).join("") + text.decode())
      .split("\0").slice(0, -1);
  } finally {
    libc.close(fd);
  }
}

/** Whether a file can be read. */
export function isReadable(libc: Libc, path: string): boolean {
  const fd = libc.result(calls(libc).open(cString(path), O_CLOEXEC, 0));
  if (fd < 0) return false;
  libc.close(fd);
  return true;
}

/** A descriptor of /dev/null. */
export function openNothing(libc: Libc): number {
  const path = cString("/dev/null");
  return libc.check(libc.result(calls(libc).open(path, O_RDWR | O_CLOEXEC, 0)));
}

function calls(libc: Libc): Record<keyof typeof FUNCTIONS, ForeignFunction> {
  return bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
}
