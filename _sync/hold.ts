/** What every lock-like object offers: Python's `with lock:` is `using _ = await lock.hold()`. */
export interface Lockable {
  /** Takes it; false when that failed within the limits given. */
  acquire(options?: AcquireOptions): Promise<boolean>;
  /** Takes it, blocking. */
  acquireSync(options?: SyncAcquireOptions): boolean;
  /** Gives it back. */
  release(): void;
  /** Takes it until the end of a block: `using _ = await lock.hold()`. */
  hold(options?: { signal?: AbortSignal }): Promise<Disposable>;
  /** Takes it, blocking, until the end of a block: `using _ = lock.holdSync()`. */
  holdSync(): Disposable;
}

import type { AcquireOptions, SyncAcquireOptions } from "./options.ts";

/** Takes `lock`; the result gives it back, once. */
export async function hold(
  lock: Lockable,
  options?: { signal?: AbortSignal },
): Promise<Disposable> {
  await lock.acquire(options);
  return heldOnce(lock);
}

/** The same, blocking. */
export function holdSync(lock: Lockable): Disposable {
  lock.acquireSync();
  return heldOnce(lock);
}

function heldOnce(lock: Lockable): Disposable {
  let held = true;
  return {
    [Symbol.dispose]() {
      if (!held) return;
      held = false;
      lock.release();
    },
  };
}
