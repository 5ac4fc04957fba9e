// The way from the poller to this thread.
//
// | word           | value                                              | changed by                                  |
// | -------------- | -------------------------------------------------- | ------------------------------------------- |
// | POLLER         | 0, then the descriptor that the poller waits for   | the first thread that needs it, once        |
// | FIRST_READY +… | any; one for each thread                           | the poller: +1 when `inner` is readable     |

import { Epoll } from "../_runtime/processes/epoll.ts";
import { createRecord, currentThread, inbox } from "../_thread/current.ts";
import { JobState } from "../_thread/job.ts";
import { FIRST_READY, POLLER } from "../_thread/shared_words.ts";
import { Job } from "../_thread/start.ts";
import { closeFd, libcFor } from "./descriptors.ts";
import { POLLER_JOB, pollerModule } from "./poller_worker.ts";

/** Milliseconds between two looks where there is no poller. */
const ALONE = 2;

export class PollerLink {
  readonly #calls: Epoll = new Epoll(libcFor("waiting for a connection"));
  readonly #wake: () => void;
  readonly #shared: Int32Array = currentThread().shared;
  // A worker that does another job has another record then. Two threads on one word wake each other for nothing.
  readonly #at: number = FIRST_READY + currentThread().record.slot;
  /** The descriptor that is waited for. */
  #armed: number | undefined;
  #asleep = false;
  /** There is no poller: on Deno a worker may read this library's files only where the program may. */
  #alone = false;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** Has `wake` called, once, when the descriptor is readable. */
  arm(inner: number): void {
    if (this.#armed !== undefined) return;
    this.#armed = inner;
    if (this.#alone) {
      setTimeout(() => this.#wakeUp(), ALONE);
      return;
    }
    const seen = Atomics.load(this.#shared, this.#at);
    this.#calls.watch(this.#outer(), inner, this.#at, true, false);
    this.#sleep(seen);
  }

  /** Takes that back. */
  disarm(): void {
    if (this.#armed === undefined) return;
    if (!this.#alone) this.#calls.watch(this.#outer(), this.#armed, this.#at, false, false);
    this.#armed = undefined;
  }

  // One sleep at a time, since on Deno one that is never ended is never freed.
  #sleep(seen: number): void {
    if (this.#asleep) return;
    const wait = Atomics.waitAsync(this.#shared, this.#at, seen);
    if (!wait.async) return queueMicrotask(() => this.#wakeUp());
    this.#asleep = true;
    wait.value.then(() => {
      this.#asleep = false;
      this.#wakeUp();
    });
  }

  #wakeUp(): void {
    if (this.#armed === undefined) return;
    this.#armed = undefined;
    this.#wake();
  }

  #outer(): number {
    const found = Atomics.load(this.#shared, POLLER);
    return found === 0 ? this.#start() : found;
  }

  #start(): number {
    const outer = this.#calls.create();
    const found = Atomics.compareExchange(this.#shared, POLLER, 0, outer);
    if (found !== 0) {
      closeFd(outer);
      return found;
    }
    const record = createRecord({ name: "poller", daemon: true, listed: false });
    const job = new Job(POLLER_JOB, pollerModule(), record, outer, { fresh: true });
    const source = {
      urgent: true,
      drain: () => {
        if (job.state < JobState.FINISHED) return;
        inbox().remove(source);
        this.#alone = true;
        this.#wakeUp();
      },
    };
    inbox().add(source);
    return outer;
  }
}
