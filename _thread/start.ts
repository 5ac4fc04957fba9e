import { currentThread, inbox } from "./current.ts";
import { createStatus, describeDeath, type JobMessage, jobState } from "./job.ts";
import { deathNote } from "./root.ts";
// Evaluated for what it registers: the URL that workers import, and the runner in them.
import "./runner.ts";

/** A job as its creator sees it. */
export class Job {
  readonly name: string;
  readonly status: Int32Array = createStatus();
  /** This thread's end of the channel to the job's handler. */
  readonly port: MessagePort;

  /** Has a worker run the handler registered for `kind` by `module`. */
  constructor(kind: string, module: string, name: string, data: unknown) {
    const { port1, port2 } = new MessageChannel();
    const message: JobMessage = {
      type: "job",
      kind,
      module,
      name,
      status: this.status,
      owner: inbox().words,
      port: port2,
      data,
    };
    this.name = name;
    this.port = port1;
    currentThread().start(message, [port2]);
  }

  get state(): number {
    return jobState(this.status);
  }

  /** "thread Pool_0 called process.exit(3)" */
  describeDeath(): string {
    const note = deathNote(this.status);
    return `thread ${this.name} ${describeDeath(this.status)}${note ? `: ${note}` : ""}`;
  }
}
