// Tells when children that the C library has started may have ended: one listener and one timer for all of them.

import type { Processes } from "../_runtime/processes/mod.ts";
import { DeadlineTimer } from "../_sync/deadline.ts";

/** Looks whether a child has ended; true when it has. */
type Look = () => boolean;

const FIRST_PAUSE = 1;
const LONGEST_PAUSE = 50;

const looks = new Set<Look>();
let stopListening: (() => void) | undefined;
let timer: DeadlineTimer | undefined;
let pause = FIRST_PAUSE;

/** Calls `look` now and whenever its child may have ended, until it returns true. */
export function watchEnding(platform: Processes, look: Look): void {
  if (look()) return;
  looks.add(look);
  stopListening ??= platform.onChildEnd(lookAtAll);
  pause = FIRST_PAUSE;
  timer?.clear();
  schedule();
}

function lookAtAll(): void {
  for (const look of looks) {
    if (look()) looks.delete(look);
  }
  if (looks.size > 0) return;
  stopListening?.();
  stopListening = undefined;
  timer?.clear();
}

// Beside the signal, which is lost when the program takes it, and never comes to a worker on Bun.
function schedule(): void {
  timer = new DeadlineTimer(performance.now() + pause, () => {
    lookAtAll();
    if (looks.size === 0) return;
    pause = Math.min(LONGEST_PAUSE, pause * 2);
    schedule();
  });
}
