// Waiting for something to become possible, which another thread says by an eventcount.

import { deadlineAfter, remaining } from "../../_sync/deadline.ts";
import type { EventCount } from "../../_sync/eventcount.ts";
import { severalCpus } from "../../_sync/several_cpus.ts";
import { NOTHING } from "../life.ts";
import type { Patience } from "../options.ts";
import type { Watch } from "./watch.ts";

/** Looks before going to sleep, and what is done between two: about as long as falling asleep and being woken takes. */
const LOOKS = 30;
const PAUSE = 600;
/** Milliseconds between two looks of those who wait, should one who was to wake them have died instead. */
const SLICE = 1_000;

/** What is waited for. */
export interface Wait<R> {
  /** Does it, or returns NOTHING. */
  attempt(): R | typeof NOTHING;
  /** Notified when it may have become possible. */
  readonly waiters: EventCount;
  /** The error at the limit. */
  late(): Error;
}

/** Resolves to what `attempt` returns when that is something. */
export async function until<R>(
  { attempt, waiters, late }: Wait<R | Promise<R>>,
  { limit, signal }: Patience,
  watch: Watch | undefined,
): Promise<R> {
  const deadline = deadlineAfter(limit);
  watch?.enter();
  try {
    for (;;) {
      const key = waiters.prepare();
      const result = attempt();
      if (result !== NOTHING) return result as R | Promise<R>;
      const timeout = remaining(deadline);
      if (timeout <= 0) throw late();
      await waiters.wait(key, { timeout, signal });
    }
  } finally {
    watch?.leave();
  }
}

/** The same, blocking. `hopeful` tells cheaply whether an attempt is worth it; `look` is called now and then. */
export function untilSync<R>(
  { attempt, waiters, late }: Wait<R>,
  limit: number,
  hopeful: () => boolean,
  look: () => void,
): R {
  const deadline = deadlineAfter(limit);
  for (;;) {
    const key = waiters.prepare();
    const result = attempt();
    if (result !== NOTHING) return result as R;
    const left = remaining(deadline);
    if (left <= 0) throw late();
    if (!soon(hopeful) && !waiters.waitSync(key, Math.min(left, SLICE))) look();
  }
}

function soon(hopeful: () => boolean): boolean {
  if (!severalCpus()) return false;
  for (let i = 0; i < LOOKS; i++) {
    if (hopeful()) return true;
    relax(PAUSE);
  }
  return false;
}

let idle = 0;

// Looking all the time would take the memory from the one who is about to change it.
function relax(rounds: number): void {
  for (let i = 0; i < rounds; i++) idle = (idle + i) | 0;
}
