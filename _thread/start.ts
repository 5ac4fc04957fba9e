import { currentThread, inbox } from "./current.ts";
import { createStatus, describeDeath, type JobMessage, jobState } from "./job.ts";
import type { ThreadRecord } from "./record.ts";
import { deathNote } from "./root.ts";
// Evaluated for what it registers: the URL that workers import, and the runner in them.
import "./runner.ts";

export interface JobOptions {
  /** Whether the two sides are to have a channel; it costs more than all the rest. */
  readonly channel?: boolean;
  readonly holds?: boolean;
  /** It must have a worker of its own, see JobMessage. */
  readonly fresh?: boolean;
  readonly transfer?: Transferable[];
}

const noChannel = { port1: undefined, port2: undefined };

/** A job as its creator sees it. */
export class Job {
  readonly #record: ThreadRecord;
  readonly status: Int32Array = createStatus();
  /** This thread's end of the channel to the job's handler, where there is one. */
  readonly port: MessagePort | undefined;

  /**
   * Has a worker run the handler registered for `kind` by `module`, as the thread that the record describes. When
   * `data` can't be cloned, that is thrown, and the thread has ended.
   */
  constructor(
    kind: string,
    module: string,
    record: ThreadRecord,
    data: unknown,
    { holds = false, fresh = false, channel = false, transfer = [] }: JobOptions = {},
  ) {
    const { port1, port2 } = channel ? new MessageChannel() : noChannel;
    const message: JobMessage = {
      type: "job",
      kind,
      module,
      slot: record.slot,
      ident: record.ident,
      holds,
      fresh,
      status: this.status,
      owner: inbox().words,
      port: port2,
      data,
      moved: transfer,
    };
    this.#record = record;
    this.port = port1;
    record.start();
    try {
      currentThread().start(message, port2 === undefined ? transfer : [port2, ...transfer]);
    } catch (error) {
      record.end();
      throw error;
    }
  }

  get state(): number {
    return jobState(this.status);
  }

  /** "thread Pool_0 called process.exit(3)" */
  describeDeath(): string {
    const note = deathNote(this.status);
    return `thread ${this.#record.name} ${describeDeath(this.status)}${note ? `: ${note}` : ""}`;
  }
}
