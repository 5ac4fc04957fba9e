import { remaining } from "../../_sync/deadline.ts";
import { LOOK, type Looking } from "../waitable.ts";
import { held } from "./calls.ts";

/** Those that are ready, as soon as there are any, or at the deadline. */
export function waitWired<T extends object>(
  objects: readonly T[],
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<T[]> {
  return held(readyOf(objects, deadline, signal));
}

async function readyOf<T extends object>(
  objects: readonly T[],
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<T[]> {
  const looking = objects as readonly (T & Looking)[];
  for (;;) {
    const now = { limit: 0, signal };
    const ready = await Promise.all(looking.map((object) => object[LOOK](now)));
    const found = objects.filter((_, i) => ready[i]);
    if (found.length > 0 || remaining(deadline) === 0) return found;
    const others = new AbortController();
    const stop = signal === undefined ? others.signal : AbortSignal.any([signal, others.signal]);
    const later = { limit: remaining(deadline), signal: stop };
    const looks = looking.map((object) => object[LOOK](later));
    try {
      await Promise.race(looks);
    } finally {
      others.abort();
      await Promise.allSettled(looks);
    }
  }
}
