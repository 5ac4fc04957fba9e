import { runtime } from "../_runtime/mod.ts";
import { RuntimeError } from "../_runtime/errors.ts";
import { bump, type Source } from "../_thread/inbox.ts";
import { currentThread, inbox } from "../_thread/current.ts";
import { ended, JobState } from "../_thread/job.ts";
import type { ThreadRecord } from "../_thread/record.ts";
import type { Job } from "../_thread/start.ts";
import { unpackError } from "../_transfer/errors.ts";
import type { Sent } from "./thread_start.ts";

type Site = { readonly stack?: string };

/** The creator's eye on a thread: hears of its uncaught error, or that it died without a word. */
export class Watch implements Source {
  // Looked at while the creator is blocked, too: it may be blocked in joining a thread that has died.
  readonly urgent = true;
  readonly #job: Job;
  readonly #record: ThreadRecord;
  readonly #report: (error: unknown) => void;
  readonly #site: Site | undefined;
  #over = false;
  /** Errors that are not reported yet. */
  #failures: unknown[] = [];

  /** `site` is where the thread was started: its lines follow those of the thread's own stack. */
  constructor(
    job: Job,
    record: ThreadRecord,
    report: (error: unknown) => void,
    site?: Site,
  ) {
    this.#site = site;
    this.#job = job;
    this.#record = record;
    this.#report = report;
    inbox().add(this);
  }

  drain(): void {
    if (this.#over) return;
    const { status, port } = this.#job;
    // Asked first: what it posted before its end has come then.
    const over = ended(status);
    const why = port === undefined ? undefined : this.#receive(port);
    if (over) {
      this.#over = true;
      inbox().remove(this);
      port?.close();
      this.#record.end();
      if (this.#job.state === JobState.DIED) {
        this.#failures.push(new RuntimeError(this.#job.describeDeath() + (why ? `: ${why}` : "")));
        bump(currentThread().shared);
      }
    }
    // A hook is the user's code, which must not run while this thread is blocked.
    if (this.#failures.length > 0) queueMicrotask(() => this.#tell());
  }

  // Errors of the thread; a text is that of a bootstrap that could not load the library.
  #receive(port: MessagePort): string | undefined {
    let why: string | undefined;
    for (let next; (next = runtime().receiveMessage(port)) !== undefined;) {
      const { message } = next;
      if (typeof message === "string") why = message;
      else {
        const [value, parts] = message as Sent;
        this.#failures.push(unpackError(value, parts as unknown[] | undefined, this.#site));
      }
    }
    return why;
  }

  /** For one who knows that the thread has ended: resolves when its error, if there is one, has been reported. */
  async settle(): Promise<void> {
    this.drain();
    // A thread that ends itself is joinable a few instructions before it says how it has ended.
    while (!this.#over) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.drain();
    }
    this.#tell();
  }

  #tell(): void {
    for (const error of this.#failures.splice(0)) this.#report(error);
  }
}
