import { waitOptions } from "../_sync/acquire_options.ts";
import { Flag } from "../_sync/flag.ts";
import type { SyncWaitOptions, WaitOptions } from "../_sync/options.ts";
import {
  refuseDeadlock,
  registerShared,
  SharedObject,
  wordsFor,
} from "../_thread/shared_object.ts";

/**
 * Python's Event (17.1.7): a flag that one thread sets and others wait for. It can be sent to other threads, and is
 * the same event there.
 *
 * ```ts
 * import { Event } from "@weft/concurrency/threading";
 *
 * const ready = new Event();
 * setTimeout(() => ready.set(), 10);
 * console.log(await ready.wait());
 * ```
 *
 * ```output
 * true
 * ```
 */
export class Event extends SharedObject {
  readonly #flag: Flag;

  /** Not set. */
  constructor() {
    const words = wordsFor(new.target, Flag.WORDS);
    super(words);
    this.#flag = new Flag(words);
  }

  /** Whether it is set at this moment (17.1.7 `is_set`). */
  isSet(): boolean {
    return this.#flag.isSet();
  }

  /** Sets the flag (17.1.7 `set`); all waiters go on. */
  set(): void {
    this.#flag.set();
  }

  /** Clears the flag (17.1.7 `clear`). */
  clear(): void {
    this.#flag.clear();
  }

  /**
   * Resolves to true once the flag is set (17.1.7 `wait`), to false after `timeout` ms; a negative timeout is 0. Who
   * was woken by `set` gets true even when `clear` follows at once. Rejects with the signal's reason on abort.
   */
  wait(options?: WaitOptions): Promise<boolean> {
    if (options === undefined) return this.#flag.wait();
    try {
      return this.#flag.wait(waitOptions(options, "Event.wait"));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * The same, blocking the thread.
   *
   * @throws RuntimeError when it would block for ever: the flag is not set, and only this thread knows the event.
   */
  waitSync(options?: SyncWaitOptions): boolean {
    const { timeout } = waitOptions(options, "Event.waitSync");
    if (timeout === undefined && !this.#flag.isSet()) {
      refuseDeadlock(this, "Event.waitSync", "the event is not set");
    }
    return this.#flag.waitSync(timeout);
  }
}

registerShared("Event", Event, () => import.meta.url, () => new Event());
