import { Lock } from "../dummy_threading/locks.ts";

/** A new lock, free (17.10 `allocate_lock`). */
export function allocateLock(): Lock {
  return new Lock();
}
