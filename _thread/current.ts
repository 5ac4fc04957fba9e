// The calling thread, as the package knows it: the root (which starts every worker) or one of its workers.

import type { LineEnd } from "./courier_line.ts";
import { bump, Inbox } from "./inbox.ts";
import type { JobMessage } from "./job.ts";
import { setBlockedService } from "../_sync/thread_parker.ts";
import { adoptProcessState } from "./process_state.ts";
import { type RecordOptions, ThreadRecord } from "./record.ts";
import { createRoot, type HelloMessage } from "./root.ts";
import { askForCourier } from "./shared_words.ts";

export interface CurrentThread {
  /** Never used again within a program; 1 is the root of the main program. */
  ident: number;
  record: ThreadRecord;
  readonly root: boolean;
  readonly shared: Int32Array;
  /** Has a worker run the job. */
  start(job: JobMessage, transfer: Transferable[]): void;
  /** Keeps the program alive until called with false. */
  hold(on: boolean): void;
  /** The way to the courier, see courier.ts. */
  line(): LineEnd;
  /** Has a courier started, if there is none yet. */
  callCourier(): void;
}

let thread: CurrentThread | undefined;
let mailbox: Inbox | undefined;

export function currentThread(): CurrentThread {
  return thread ??= createRoot(inbox);
}

/** A record for a thread that is to be started. */
export function createRecord(options: RecordOptions): ThreadRecord {
  return ThreadRecord.create(currentThread().shared, options);
}

/** The inbox of the calling thread. */
export function inbox(): Inbox {
  if (mailbox === undefined) {
    const { root, shared } = currentThread();
    const box = new Inbox(root ? shared : new Int32Array(new SharedArrayBuffer(4)));
    setBlockedService(() => box.serve());
    mailbox = box;
  }
  return mailbox;
}

/** Called by the runner, once, before anything else happens in a worker. */
export function becomeWorker({ shared, control, requests, line }: HelloMessage): void {
  const ask = (message: unknown, transfer: Transferable[] = []) => {
    control.postMessage(message, transfer);
    Atomics.add(requests, 0, 1);
    bump(shared);
  };
  adoptProcessState(shared);
  thread = {
    ident: 0,
    // Of no thread, until the first job says which.
    record: new ThreadRecord(shared, 0, 0),
    root: false,
    shared,
    start: ask,
    hold: (on) => ask({ type: "hold", on }),
    line: () => line,
    callCourier() {
      if (askForCourier(shared)) bump(shared);
    },
  };
}
