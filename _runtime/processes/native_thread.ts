// Threads as the system knows them, of all processes.

import type { ForeignFunction, Signature } from "./foreign.ts";
import { cString, type Libc, LIBRARY } from "./libc.ts";

const FUNCTIONS = {
  gettid: { parameters: [], result: "i32" },
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
} as const satisfies Record<string, Signature>;

const O_CLOEXEC = 0o2000000;

type Bound = Record<keyof typeof FUNCTIONS, ForeignFunction>;
let bound: Bound | undefined;
let own: number | undefined;

/** The identifier of the calling thread; of a main thread it is that of its process. */
export function nativeThread(libc: Libc): number {
  return own ??= bind(libc).gettid();
}

/** Whether a thread, of any process, still runs. */
export function isThreadAlive(libc: Libc, thread: number): boolean {
  if (!exists(libc, thread)) return false;
  const state = stateOf(libc, thread);
  return state !== "Z" && state !== "X";
}

function exists(libc: Libc, thread: number): boolean {
  try {
    // A thread counts as a process here.
    return libc.kill(thread, 0);
  } catch {
    // It belongs to somebody else.
    return true;
  }
}

// What has been killed and not been waited for is there, too: as a zombie.
function stateOf(libc: Libc, thread: number): string | undefined {
  const fd = bind(libc).open(cString(`/proc/${thread}/stat`), O_CLOEXEC, 0);
  if (fd < 0) return undefined;
  const bytes = new Uint8Array(512);
  const length = libc.read(fd, bytes);
  libc.close(fd);
  // "123 (name, perhaps with parentheses) S …"
  const text = new TextDecoder().decode(bytes.subarray(0, Math.max(0, length)));
  return text[text.lastIndexOf(")") + 2];
}

function bind(libc: Libc): Bound {
  return bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
}
