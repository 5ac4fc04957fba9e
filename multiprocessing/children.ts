// The children of this thread that have not been reaped yet, and how their end is noticed: a zombie stays only while
// the thread blocks.
//
//   main thread    SIGCHLD ─────────────▶ sweep()     and a timer, while anybody waits: the program may take the signal
//   other threads  the poller, by pidfd ─▶ sweep()

import { processes } from "../_runtime/processes/mod.ts";
import { runtime } from "../_runtime/mod.ts";
import { hold, release } from "../_thread/hold.ts";
import type { Child } from "./child.ts";
import { watchExit } from "./exit.ts";
import { watch } from "./poller.ts";

/** Milliseconds. */
const PAUSE = 50;

const children = new Set<Child>();
let listening = false;
let waiters = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Children that have not ended, as far as that has been seen. */
export function liveChildren(): Child[] {
  return [...children];
}

/** A child has been started. */
export function addChild(child: Child): void {
  children.add(child);
  child.watch(() => children.delete(child));
  if (runtime().isMainThread()) {
    if (listening) return;
    listening = true;
    if (child.blocks) processes().onChildEnd(sweep);
    watchExit();
    return;
  }
  if (!child.daemon && !child.owned) {
    // The root has no list of it.
    hold();
    child.watch(release);
  }
  // Which keeps the thread, not the program.
  watch(child.sentinel.fd, "read", sweep);
}

/** Reaps those that have ended. */
export function sweep(): void {
  for (const child of children) child.poll();
}

/** Somebody waits: the program stays alive until `endWaiting` was called as often. */
export function beginWaiting(): void {
  if (waiters++ === 0) timer = setInterval(sweep, PAUSE);
}

export function endWaiting(): void {
  if (--waiters === 0) clearInterval(timer);
}
