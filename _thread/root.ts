// The root thread starts every worker, also for others: on Deno a nested worker costs half a second more a level and
// dies with its creator. Workers are kept for the next job.
//
//   thread T                       root                                  worker W
//   start(job) ── control port ──▶ drain(): idle worker or a new one ──▶ runJob
//      ▲        (bumps the inbox,   (also while the root is blocked)        │
//      └──────── a blocked root   ◀──────────────────────────────────────── status word, inbox of T
//                wakes and serves)

import { runtime } from "../_runtime/mod.ts";
import type { WorkerHandle } from "../_runtime/mod.ts";
import { bootstrapSource } from "./bootstrap.ts";
import type { LineEnd } from "./courier_line.ts";
import { CourierLines, type WorkerLine } from "./courier_lines.ts";
import type { CurrentThread } from "./current.ts";
import { handOver, WORKER_WORDS } from "./handoff.ts";
import type { Inbox, Source } from "./inbox.ts";
import { setOutlast } from "./outlast.ts";
import { shareProcessState } from "./process_state.ts";
import { ThreadRecord } from "./record.ts";
import { askForCourier, createSharedWords, ROOT_IDENT, setRootOver } from "./shared_words.ts";
import { ended, type JobMessage, JobState, jobState, setDied } from "./job.ts";

/** What a worker is sent first. */
export interface HelloMessage {
  readonly type: "hello";
  readonly shared: Int32Array;
  readonly control: MessagePort;
  /** [0] messages put into `control` so far; added to by the worker, read by the root. [1]: see handoff.ts. */
  readonly requests: Int32Array;
  /** The way to the courier, see courier.ts. */
  readonly line: LineEnd;
}

type Request = JobMessage | { type: "hold"; on: boolean };

interface PooledWorker {
  readonly handle: WorkerHandle;
  readonly control: MessagePort;
  readonly requests: Int32Array;
  readonly line: WorkerLine;
  taken: number;
  holding: boolean;
  job: JobMessage | undefined;
}

/** Idle workers kept; each costs seven megabytes on Deno. */
const MAX_IDLE = 8;

export function createRoot(inbox: () => Inbox): CurrentThread {
  const main = runtime().isMainThread();
  // A worker that the program made itself is a root of its own; what it shares with others must tell the two apart.
  const shared = createSharedWords(
    main ? ROOT_IDENT : ROOT_IDENT + (Math.floor(Math.random() * 2 ** 20) + 1) * 2 ** 8,
  );
  shareProcessState(shared, main ? runtime().mainModule() : undefined);
  const record = ThreadRecord.create(shared, { name: "MainThread", daemon: false, listed: true });
  record.nativeId = runtime().nativeThreadId() ?? 0;
  record.start();
  const workers = new Set<PooledWorker>();
  // A new one, because the courier must not be disturbed by what a thread has left behind.
  const lines = new CourierLines(shared, (job, transfer) => give(spawn(), job, transfer));
  const keepAlive = runtime().createKeepAlive();
  let holds = 0;
  /** Jobs under way that the program must wait for. */
  let awaited = 0;
  let watching = false;
  let outlasting = false;

  function hold(on: boolean): void {
    const before = holds;
    holds += on ? 1 : -1;
    if (before === 0) keepAlive.ref();
    else if (holds === 0) keepAlive.unref();
  }

  function start(job: JobMessage, transfer: Transferable[]): void {
    source.drain();
    const worker = (job.fresh ? undefined : findIdle()) ?? spawn();
    // First, since it throws for what can't be cloned.
    // A Set, because Deno's receiveMessageOnPort walks through anything else.
    const handed = handOver(
      worker.requests,
      () => worker.control.postMessage(new Set([job]), transfer),
    );
    if (handed) worker.job = job;
    else give(worker, job, transfer);
    if (job.holds) countAwaited(1);
  }

  function give(worker: PooledWorker, job: JobMessage, transfer: Transferable[]): void {
    worker.handle.postMessage(job, transfer);
    worker.job = job;
  }

  // The program waits for its threads when it has nothing else left to do: only then is the main thread over.
  function countAwaited(change: number): void {
    awaited += change;
    if (!watching) {
      runtime().onIdle(outlast);
      setOutlast(outlastBlocked);
      runtime().onFatal({ applies: () => settle() > 0, run: outlastBlocked });
      watching = true;
    }
    if (awaited === 0 && outlasting) {
      outlasting = false;
      hold(false);
    }
  }

  function settle(): number {
    source.drain();
    return awaited;
  }

  function outlast(): boolean {
    if (settle() === 0) return false;
    record.end();
    if (!outlasting) {
      outlasting = true;
      hold(true);
    }
    return true;
  }

  function outlastBlocked(): void {
    setRootOver(shared);
    record.end();
    for (;;) {
      const seen = Atomics.load(shared, 0);
      if (settle() === 0) return;
      Atomics.wait(shared, 0, seen);
    }
  }

  function findIdle(): PooledWorker | undefined {
    for (const worker of workers) {
      // One that holds the program waits for something, and a job might block it.
      if (worker.job === undefined && !worker.holding) return worker;
    }
  }

  function spawn(): PooledWorker {
    const { port1, port2 } = new MessageChannel();
    const requests = new Int32Array(new SharedArrayBuffer(4 * WORKER_WORDS));
    const handle = runtime().createWorker(bootstrapSource(library!()), "weft", {
      end: ({ message, code }) => lose(worker, message, code),
    });
    const line = lines.open();
    const worker: PooledWorker = {
      handle,
      control: port1,
      requests,
      line,
      taken: 0,
      holding: false,
      job: undefined,
    };
    workers.add(worker);
    const hello: HelloMessage = {
      type: "hello",
      shared,
      control: port2,
      requests,
      line: line.end,
    };
    handle.postMessage(hello, [port2, line.end.port]);
    if (workers.size === 1) inbox().add(source);
    return worker;
  }

  function lose(worker: PooledWorker, message: string, code: number | undefined): void {
    if (!workers.delete(worker)) return;
    if (worker.holding) hold(false);
    release(worker);
    const { job } = worker;
    if (job === undefined) return;
    if (ended(job.status)) return finish(job);
    // Read by a creator that is this thread; any other one learns the cause from the status words alone.
    deathNotes.set(job.status, message);
    finish(job);
    setDied(job, "ended without a word", code);
  }

  const source: Source = {
    urgent: true,
    drain() {
      let idle = 0;
      lines.serve();
      for (const worker of workers) {
        serve(worker);
        if (worker.job !== undefined && ended(worker.job.status)) {
          finish(worker.job);
          if (!reusable(worker)) continue;
          worker.job = undefined;
        }
        if (worker.job === undefined && !worker.holding && ++idle > MAX_IDLE) discard(worker);
      }
    },
  };

  function finish(job: JobMessage): void {
    const record = new ThreadRecord(shared, job.slot, job.ident);
    if (!record.end()) record.wake();
    if (job.holds) countAwaited(-1);
    lines.ended(job);
  }

  function serve(worker: PooledWorker): void {
    while (worker.taken !== Atomics.load(worker.requests, 0)) {
      worker.taken = (worker.taken + 1) | 0;
      const request = runtime().receiveMessage(worker.control)?.message as Request;
      if (request.type === "job") {
        start(
          request,
          request.port === undefined ? request.moved : [request.port, ...request.moved],
        );
      } else {
        worker.holding = request.on;
        hold(request.on);
      }
    }
  }

  function reusable(worker: PooledWorker): boolean {
    if (jobState(worker.job!.status) === JobState.FINISHED) return true;
    workers.delete(worker);
    if (worker.holding) hold(false);
    release(worker);
    // It has ended, or its bootstrap failed and it is idle: neither is busy nor blocked.
    worker.handle.terminate();
    return false;
  }

  function discard(worker: PooledWorker): void {
    workers.delete(worker);
    release(worker);
    worker.handle.terminate();
  }

  function release({ control, line }: PooledWorker): void {
    control.close();
    lines.close(line);
  }

  return {
    ident: record.ident,
    record,
    root: true,
    shared,
    start,
    hold,
    line: () => lines.own,
    callCourier() {
      if (askForCourier(shared)) lines.serve();
    },
  };
}

const deathNotes = new WeakMap<Int32Array, string>();

/** What the platform said of a worker that died, where it said anything to this thread. */
export function deathNote(status: Int32Array): string | undefined {
  return deathNotes.get(status);
}

let library: (() => string) | undefined;

/** Called by the runner's module as it is loaded: a worker imports that URL, be it the file or a bundle that holds it. */
export function setLibrary(url: () => string): void {
  library = url;
}
