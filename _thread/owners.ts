import { type Owners, UNKNOWN_OWNER } from "../_sync/guard.ts";
import { currentThread } from "./current.ts";
import { isRunning } from "./record.ts";

/** Threads as the holders of guards. */
export const threadOwners: Owners = {
  current() {
    const { record, ident } = currentThread();
    // What a thread has left behind, a timer say, may run after its end.
    return record.ended ? UNKNOWN_OWNER : ident;
  },
  alive(owner) {
    return isRunning(currentThread().shared, owner);
  },
};
