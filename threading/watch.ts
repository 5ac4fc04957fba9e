import { runtime } from "../_runtime/mod.ts";
import { RuntimeError } from "../_runtime/errors.ts";
import { bump, type Source } from "../_thread/inbox.ts";
import { currentThread, inbox } from "../_thread/current.ts";
import { ended, JobState } from "../_thread/job.ts";
import type { ThreadRecord } from "../_thread/record.ts";
import type { Job } from "../_thread/start.ts";
import { unpackError } from "../_transfer/errors.ts";
import type { Sent } from "./thread_start.ts";

/** The creator's eye on a thread: hears of its uncaught error, or that it died without a word. */
export class Watch implements Source {
  // Looked at while the creator is blocked, too: it may be blocked in joining a thread that has died.
  readonly urgent = true;
  readonly #job: Job;
  readonly #record: ThreadRecord;
  readonly #report: (error: unknown) => void;
  #over = false;
  /** The error, until it is reported. */
  #failure: { error: unknown } | undefined;

  constructor(job: Job, record: ThreadRecord, report: (error: unknown) => void) {
    this.#job = job;
    this.#record = record;
    this.#report = report;
    inbox().add(this);
  }

  drain(): void {
    if (this.#over) return;
    const { status, state, port } = this.#job;
    if (!ended(status) && !this.#record.ended) return;
    const message = port && runtime().receiveMessage(port)?.message;
    if (Array.isArray(message)) {
      const [value, parts] = message as unknown as Sent;
      this.#failure = { error: unpackError(value, parts as unknown[] | undefined) };
    } else if (state === JobState.DIED) {
      const why = typeof message === "string" ? `: ${message}` : "";
      this.#failure = { error: new RuntimeError(this.#job.describeDeath() + why) };
    } else if (!ended(status)) {
      // How it ended is about to be said.
      return;
    }
    this.#over = true;
    inbox().remove(this);
    port?.close();
    this.#record.end();
    if (state === JobState.DIED) bump(currentThread().shared);
    // A hook is the user's code, which must not run while this thread is blocked.
    if (this.#failure !== undefined) queueMicrotask(() => this.tell());
  }

  /** Reports the error now, if there is one. */
  tell(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) this.#report(failure.error);
  }
}
