// The root's side of the courier: it makes the line of every thread, and starts the courier when one first asks.
//
//   spawn W ── createLine() ──▶ one end to W, in its hello
//                        └────▶ the other waits here, and goes to the courier as soon as there is one;
//                               what W puts in meanwhile stays in the port

import { ask, createLine, type LineEnd, type LineMessage, shut } from "./courier_line.ts";
import { createStatus, type JobMessage } from "./job.ts";
import { ThreadRecord } from "./record.ts";
import { COURIER, CourierState } from "./shared_words.ts";

/** The line of a worker. */
export interface WorkerLine {
  readonly number: number;
  /** The worker's end. */
  readonly end: LineEnd;
  /** The courier's, until it has it. */
  far: LineEnd | undefined;
}

export class CourierLines {
  readonly #shared: Int32Array;
  readonly #run: (job: JobMessage, transfer: Transferable[]) => void;
  readonly #lines: Set<WorkerLine> = new Set();
  #root: WorkerLine | undefined;
  #last = 0;
  #status: Int32Array | undefined;

  /** `run` has a new worker do the job. */
  constructor(shared: Int32Array, run: (job: JobMessage, transfer: Transferable[]) => void) {
    this.#shared = shared;
    this.#run = run;
  }

  /** The root's own end of its line. */
  get own(): LineEnd {
    return this.#own.end;
  }

  get #own(): WorkerLine {
    return this.#root ??= this.#create(0);
  }

  /** A line for a new worker. */
  open(): WorkerLine {
    const line = this.#create(++this.#last);
    this.#lines.add(line);
    if (this.#state === CourierState.STARTED) this.#hand(line);
    return line;
  }

  /** The worker has ended. */
  close(line: WorkerLine): void {
    // It may have given something away last thing.
    this.serve();
    this.#lines.delete(line);
    line.far?.port.close();
    if (line.far === undefined) this.#tell(["close", line.number], []);
  }

  /** Starts the courier if somebody has asked for it. */
  serve(): void {
    if (this.#state !== CourierState.ASKED) return;
    this.#state = CourierState.STARTED;
    try {
      this.#start();
    } catch {
      // As good as one that has ended: whoever asked hears of it by its line.
      this.#end();
    }
  }

  /** That job has ended: was it the courier? */
  ended(job: JobMessage): void {
    if (job.status === this.#status) this.#end();
  }

  #create(number: number): WorkerLine {
    const [end, far] = createLine();
    return { number, end, far };
  }

  #start(): void {
    const record = ThreadRecord.create(this.#shared, {
      name: "courier",
      daemon: true,
      listed: false,
    });
    record.start();
    this.#status = createStatus();
    const own = this.#own;
    const far = own.far!;
    own.far = undefined;
    const job: JobMessage = {
      type: "job",
      kind: "courier",
      // Known to every runner.
      module: "",
      slot: record.slot,
      ident: record.ident,
      holds: false,
      fresh: true,
      status: this.#status,
      owner: this.#shared,
      port: undefined,
      data: far,
      moved: [],
    };
    this.#run(job, [far.port]);
    for (const line of this.#lines) if (line.far !== undefined) this.#hand(line);
  }

  #hand(line: WorkerLine): void {
    const { port, words } = line.far!;
    line.far = undefined;
    this.#tell(["open", line.number, port, words], [port]);
  }

  #tell(message: LineMessage, transfer: Transferable[]): void {
    ask(this.own, this.#shared, message, transfer);
  }

  // Nobody must wait for answers that will never come.
  #end(): void {
    this.#state = CourierState.ENDED;
    for (const line of [this.#own, ...this.#lines]) shut(line.end);
  }

  get #state(): number {
    return Atomics.load(this.#shared, COURIER);
  }

  set #state(state: number) {
    Atomics.store(this.#shared, COURIER, state);
  }
}
