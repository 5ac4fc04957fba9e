// The locks of threading, over memory of one isolate: cheap, they need nothing but the language, and can't be sent. What
// would have to block throws NotSupportedError.

import { Lock as ThreadLock } from "../_thread/lock.ts";
import { PLACE, type Place } from "../_thread/place.ts";
import { RLock as ThreadRLock } from "../_thread/rlock.ts";
import { Barrier as ThreadBarrier } from "../threading/barrier.ts";
import { Condition as ThreadCondition, RLOCK } from "../threading/condition.ts";
import { Event as ThreadEvent } from "../threading/event.ts";
import { releaseLimited, Semaphore as ThreadSemaphore, setLimit } from "../threading/semaphore.ts";
import { currentIdent } from "./context.ts";

const local: Place = {
  words: (count) => new Int32Array(count),
  owner: currentIdent,
  lenientTimeouts: false,
};

/** threading's Lock (17.1.3) between the cooperative threads of one isolate. */
export class Lock extends ThreadLock {
  /** @ignore */
  static readonly [PLACE]: Place = local;
}

/**
 * threading's RLock (17.1.4) between the cooperative threads of one isolate. Where the runtime can't follow
 * asynchronous code, the isolate is one owner.
 */
export class RLock extends ThreadRLock {
  /** @ignore */
  static readonly [PLACE]: Place = local;
}

/** threading's Condition (17.1.5) between the cooperative threads of one isolate. */
export class Condition extends ThreadCondition {
  /** @ignore */
  static readonly [PLACE]: Place = local;
  /** @ignore */
  static readonly [RLOCK]: typeof RLock = RLock;
}

/** threading's Semaphore (17.1.6) between the cooperative threads of one isolate. */
export class Semaphore extends ThreadSemaphore {
  /** @ignore */
  static readonly [PLACE]: Place = local;
}

/** threading's BoundedSemaphore (17.1.6) between the cooperative threads of one isolate. */
export class BoundedSemaphore extends Semaphore {
  /** With `value` permits at first and at most. */
  constructor(value: number = 1) {
    super(value);
    setLimit(this, value);
  }

  /** Adds `n` permits; RangeError when that made more than there were at first. */
  override release(n: number = 1): void {
    releaseLimited(this, n);
  }
}

/** threading's Event (17.1.7) between the cooperative threads of one isolate. */
export class Event extends ThreadEvent {
  /** @ignore */
  static readonly [PLACE]: Place = local;
}

/** threading's Barrier (17.1.9) between the cooperative threads of one isolate. */
export class Barrier extends ThreadBarrier {
  /** @ignore */
  static readonly [PLACE]: Place = local;
}
