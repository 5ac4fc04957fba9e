// A pending Atomics.waitAsync keeps no program alive, and a worker on Bun ends under it. While anything in this thread
// waits asynchronously, one timer does.
import { type KeepAlive, runtime } from "../_runtime/mod.ts";

let holders = 0;
let timer: KeepAlive | undefined;

/** Keeps the program (in a worker: the thread) alive until `dropAlive` was called as often. */
export function holdAlive(): void {
  if (holders++ === 0) (timer ??= runtime().createKeepAlive()).ref();
}

/** Takes back one `holdAlive`. */
export function dropAlive(): void {
  if (--holders === 0) timer?.unref();
}
