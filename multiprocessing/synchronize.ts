// threading's locks, events and the like, shared by processes (17.2.2.5), as CPython's file of this name has them.
//
// What becomes of one who is killed with SIGKILL:
// - it has a lock, or a permit: nobody gets it any more, as in Python; who waits with a timeout gets false;
// - it waits for one: the others go on, at the latest a tenth of a second later;
// - it waits for a condition: no notification goes to it;
// - it waits at a barrier: see there;
// - it is just changing a barrier: that is broken.

export { Barrier } from "./barrier.ts";
export { Condition } from "./condition.ts";
export { Event } from "./event.ts";
export { Lock, RLock } from "./locks.ts";
export { BoundedSemaphore, Semaphore } from "./semaphores.ts";
