import { attach, type Backend, Future, isCompleted } from "./future.ts";
import type { Lane } from "./lane.ts";
import type { Scheduler } from "./scheduler.ts";

/** One call that a pool was given: what to send, where it is, and the future that gets its result. */
export class Task implements Backend {
  readonly future: Future<unknown> = new Future();
  /** The lane that it was posted to; undefined while it is in the pool's queue. */
  lane: Lane | undefined;
  /** Its number there. */
  sequence = 0;
  cancelled = false;
  /** It was in a lane, if it is not now. */
  posted = false;
  /** Whether the arguments can be sent a second time, to another worker. */
  movable = false;
  args: unknown;
  parts: unknown[] | undefined;
  moved: Transferable[] | undefined;
  readonly fn: number;
  /** Where it was submitted. */
  readonly site: { readonly stack?: string };
  readonly #scheduler: Scheduler;

  constructor(
    scheduler: Scheduler,
    fn: number,
    args: unknown,
    parts: unknown[] | undefined,
    moved: Transferable[] | undefined,
    site: { readonly stack?: string },
  ) {
    this.#scheduler = scheduler;
    this.fn = fn;
    this.args = args;
    this.parts = parts;
    this.moved = moved;
    this.site = site;
    attach(this.future, this);
  }

  succeed(value: unknown): void {
    if (this.#over()) return;
    this.future.setResult(value);
  }

  fail(error: unknown): void {
    if (this.#over()) return;
    this.future.setException(error);
  }

  // A pool that broke has failed its tasks already, also those whose results still come.
  #over(): boolean {
    if (isCompleted(this.future)) return true;
    this.#scheduler.forget(this);
    return false;
  }

  /** Takes the task back from the worker that it was posted to; false when it has been begun. */
  takeBack(): boolean {
    return this.lane === undefined || this.lane.revoke(this);
  }

  poll(): void {
    this.#scheduler.poll();
  }

  linger(): void {
    if (this.lane !== undefined) this.#scheduler.linger(this.lane);
  }

  running(): boolean {
    return this.lane !== undefined && this.lane.running(this);
  }

  cancel(): boolean {
    if (!this.takeBack()) return false;
    this.cancelled = true;
    this.#scheduler.forget(this);
    return true;
  }
}
