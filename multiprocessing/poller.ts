// Waiting for descriptors without blocking.
//
//   this thread                                                        the poller, one for all threads
//   watch(fd) ──▶ inner epoll ──▶ looked at again and again, a moment
//                      └────────▶ outer epoll ◀── sleeps ───────────── poller_worker.ts
//   ready() ◀──── inner epoll ◀── word of this thread ◀──────────────────┘
//
// Most answers of another process come within the moment, several times sooner than by way of the other thread.

import { deadlineAfter, DeadlineTimer } from "../_sync/deadline.ts";
import { dropAlive, holdAlive } from "../_sync/keep_alive.ts";
import { signalOf, type WaitOptions } from "../_sync/options.ts";
import { severalCpus } from "../_sync/several_cpus.ts";
import { atJobEnd } from "../_thread/job.ts";
import { PollerLink } from "./poller_link.ts";
import type { Direction } from "./ready.ts";
import { Watches } from "./watches.ts";

/** Milliseconds; as long as a short answer takes when there are CPUs for both sides. */
const LONGEST_MOMENT = 0.1;
/** A single turn of the event loop. */
const SHORTEST_MOMENT = 0.005;
/** Waits after which a moment that was too short is tried longer. */
const PATIENCE = 32;

/** Resolves to true when the descriptor is ready, or its other end is gone; to false at the timeout. */
export function whenReady(
  fd: number,
  direction: Direction,
  options: WaitOptions = {},
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const signal = signalOf(options);
    const deadline = deadlineAfter(options.timeout);
    signal?.throwIfAborted();
    const cancel = watch(fd, direction, () => settle(true));
    const timer = new DeadlineTimer(deadline, () => {
      cancel();
      settle(false);
    });
    const abort = () => {
      cancel();
      reject(signal!.reason);
      settle(false);
    };
    signal?.addEventListener("abort", abort, { once: true });

    function settle(ready: boolean): void {
      timer.clear();
      signal?.removeEventListener("abort", abort);
      resolve(ready);
    }
  });
}

/**
 * Calls `ready` once, in the event loop, when the descriptor is ready; the result cancels that. `holds`: the program
 * stays alive for it. Before the descriptor is closed, all that must be cancelled, or `releaseFd` called.
 */
export function watch(
  fd: number,
  direction: Direction,
  ready: () => void,
  holds: boolean = true,
): () => void {
  return (poller ??= new Poller()).watch(fd, direction, ready, holds);
}

/** Calls all who wait for the descriptor, for the last time. */
export function releaseFd(fd: number): void {
  poller?.release(fd);
}

let poller: Poller | undefined;

class Poller {
  readonly #watches: Watches = new Watches();
  readonly #link: PollerLink = new PollerLink(() => this.#look());
  // Looking takes the CPU from those who are to answer when there is none to spare, so it lasts as it pays.
  #moment = LONGEST_MOMENT;
  #momentEnds = 0;
  #inVain = 0;
  #turning = false;

  constructor() {
    atJobEnd(() => this.#rest());
  }

  watch(fd: number, direction: Direction, ready: () => void, holds: boolean): () => void {
    const remove = this.#watches.add(fd, direction, () => {
      if (holds) dropAlive();
      ready();
    });
    if (holds) holdAlive();
    this.#begin();
    return () => {
      if (remove() && holds) dropAlive();
    };
  }

  release(fd: number): void {
    this.#watches.release(fd);
  }

  #begin(): void {
    if (!severalCpus()) return this.#link.arm(this.#watches.epoll);
    this.#momentEnds = performance.now() + this.#moment;
    if (this.#turning) return;
    this.#link.disarm();
    this.#turn();
  }

  #turn(): void {
    this.#turning = true;
    soon(this.#afterTurn);
  }

  #afterTurn = (): void => {
    this.#turning = false;
    if (this.#look()) this.#moment = Math.min(LONGEST_MOMENT, this.#moment * 2);
  };

  /** Whether anybody could be served. */
  #look(): boolean {
    const served = this.#watches.serve();
    // Whom it has served may have begun another moment.
    if (this.#turning || this.#watches.empty) return served;
    if (performance.now() < this.#momentEnds) this.#turn();
    else this.#sleep();
    return served;
  }

  #rest(): void {
    if (!this.#watches.empty) return;
    this.#link.disarm();
    this.#watches.close();
  }

  #sleep(): void {
    this.#moment = Math.max(SHORTEST_MOMENT, this.#moment / 2);
    if (++this.#inVain % PATIENCE === 0) this.#moment = LONGEST_MOMENT;
    this.#link.arm(this.#watches.epoll);
  }
}

function soon(task: () => void): void {
  (globalThis as unknown as { setImmediate(task: () => void): void }).setImmediate(task);
}
