import { Lock } from "./lock.ts";

/** A new lock, free (17.9 `allocate_lock`). */
export function allocateLock(): Lock {
  return new Lock();
}
