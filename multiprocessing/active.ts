import type { Process } from "./process.ts";

/** Started, and not known to have ended. */
const active = new Set<Process>();

/** It has been started. */
export function addActive(process: Process): void {
  active.add(process);
}

/** It has ended, and its object is of no use any more. */
export function dropActive(process: Process): void {
  active.delete(process);
}

/**
 * The children that are alive (17.2.2.3 `active_children`), of those that the calling thread has started; those that
 * have ended are reaped.
 */
export function activeChildren(): Process[] {
  for (const process of active) if (!process.isAlive()) active.delete(process);
  return [...active];
}
