// What one thread does from start to end, as its creator and the worker that runs it see it.
//
//   status words    set by                                            meaning
//   STATE           REQUESTED  creator                                asked for, no worker has it yet
//                   RUNNING    worker, before anything else           a worker runs it
//                   FINISHED   worker, last thing                     ended; the worker may be used again
//                   DIED       worker, root or bootstrap, from any    the worker ended under it
//                              state but FINISHED, once
//   CAUSE, CODE     with DIED, before STATE                           how it died, and its exit status if HAS_CODE

import { bump } from "./inbox.ts";

const STATE = 0;
const CAUSE = 1;
const HAS_CODE = 2;
const CODE = 3;
const STATUS_WORDS = 4;

export const JobState = { REQUESTED: 0, RUNNING: 1, FINISHED: 2, DIED: 3 } as const;

const CAUSES = [
  "ended without a word",
  "called process.exit",
  "called Deno.exit",
  "called self.close",
  "could not load the library",
] as const;
export type DeathCause = typeof CAUSES[number];

/** What a worker is sent; everything it needs travels along. */
export interface JobMessage {
  readonly type: "job";
  readonly kind: string;
  /** The module that registers the handler of `kind`. */
  readonly module: string;
  /** The thread's record, see record.ts. */
  readonly slot: number;
  readonly ident: number;
  /** The program does not end before the job has ended. */
  readonly holds: boolean;
  /** It blocks without end: in a worker that a thread has left, that would stop what it has left behind. */
  readonly fresh: boolean;
  readonly status: Int32Array;
  /** Inbox of the thread that waits for the job. */
  readonly owner: Int32Array;
  /** The way back to the creator, where it wants one. */
  readonly port: MessagePort | undefined;
  readonly data: unknown;
  /** What of `data` is moved instead of copied. */
  readonly moved: Transferable[];
}

export function createStatus(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * STATUS_WORDS));
}

export function jobState(status: Int32Array): number {
  return Atomics.load(status, STATE);
}

export function setJobState(status: Int32Array, state: number): void {
  Atomics.store(status, STATE, state);
}

/** Whether the job has ended, one way or the other. */
export function ended(status: Int32Array): boolean {
  return jobState(status) >= JobState.FINISHED;
}

/** Records a death and wakes the owner; the first one to say so is believed. */
export function setDied(
  message: { status: Int32Array; owner: Int32Array },
  how: DeathCause,
  code?: number,
): void {
  const { status, owner } = message;
  if (ended(status)) return;
  Atomics.store(status, CAUSE, CAUSES.indexOf(how));
  if (code !== undefined) {
    Atomics.store(status, CODE, code);
    Atomics.store(status, HAS_CODE, 1);
  }
  for (let state = jobState(status); state < JobState.FINISHED; state = jobState(status)) {
    Atomics.compareExchange(status, STATE, state, JobState.DIED);
  }
  bump(owner);
}

/** "called process.exit(3)" */
export function describeDeath(status: Int32Array): string {
  const cause = CAUSES[Atomics.load(status, CAUSE)]!;
  if (Atomics.load(status, HAS_CODE) === 0) return cause;
  const code = Atomics.load(status, CODE);
  return cause.startsWith("called") ? `${cause}(${code})` : `${cause} (exit status ${code})`;
}

export type JobHandler = (job: JobMessage) => void | Promise<void>;
const handlers = new Map<string, JobHandler>();

/** Called by the module that defines a kind of job, as it is loaded. */
export function registerJob(kind: string, handler: JobHandler): void {
  handlers.set(kind, handler);
}

export function jobHandler(kind: string): JobHandler | undefined {
  return handlers.get(kind);
}

const ends: (() => void)[] = [];

/** In a worker: calls `hook` at the end of every job, since a worker without one may be ended without notice. */
export function atJobEnd(hook: () => void): void {
  ends.push(hook);
}

/** For the runner. */
export function runJobEnds(): void {
  for (const hook of ends) hook();
}
