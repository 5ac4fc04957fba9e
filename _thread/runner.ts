// What a worker does: one job after the other, each reported through shared memory first thing and last.

import { runtime } from "../_runtime/mod.ts";
import { bootRecord } from "./bootstrap.ts";
import { becomeWorker, currentThread } from "./current.ts";
import type { LineEnd } from "./courier_line.ts";
import { awaitJob } from "./handoff.ts";
import { bump } from "./inbox.ts";
import {
  jobHandler,
  type JobMessage,
  JobState,
  registerJob,
  runJobEnds,
  setDied,
  setJobState,
} from "./job.ts";
import { type HelloMessage, setLibrary } from "./root.ts";
import { ThreadRecord } from "./record.ts";

/** An error that nothing of the thread's code caught; true when the job has dealt with it. */
export type UncaughtHandler = (error: unknown, kind: "error" | "rejection") => boolean;

let control: MessagePort;
let requests: Int32Array;
let running: JobMessage | undefined;
/** The operating system's identifier of this thread, 0 where it can't be had. */
let native: number | undefined;
let uncaught: UncaughtHandler | undefined;

/** Lets the running job hear of errors that would otherwise only be reported on stderr. */
export function onUncaught(handler: UncaughtHandler): void {
  uncaught = handler;
}

function serve(message: unknown): void {
  const { type } = message as { type: string };
  if (type === "hello") hello(message as HelloMessage);
  else if (type === "job") void runJob(message as JobMessage);
}

function hello(message: HelloMessage): void {
  const { shared } = message;
  control = message.control;
  requests = message.requests;
  becomeWorker(message);
  const platform = runtime();
  platform.onThreadExit((how, code) => {
    if (running === undefined) return;
    // First, because the root ends a worker that has died, and that must not be in the middle of this.
    currentThread().record.end();
    setDied(running, `called ${how}`, code);
    bump(shared);
  });
  platform.onUncaught((error, kind) => {
    if (!uncaught?.(error, kind)) reportUncaught(error, kind);
    return true;
  });
}

async function runJob(job: JobMessage): Promise<void> {
  running = job;
  const thread = currentThread();
  thread.ident = job.ident;
  thread.record = new ThreadRecord(thread.shared, job.slot, job.ident);
  thread.record.nativeId = native ??= runtime().nativeThreadId() ?? 0;
  setJobState(job.status, JobState.RUNNING);
  bump(job.owner);
  try {
    // In a bundle the handler may be registered by code that has not been evaluated yet.
    if (jobHandler(job.kind) === undefined) await import(job.module);
    await jobHandler(job.kind)!(job);
  } catch (error) {
    reportUncaught(error, "error");
  }
  running = undefined;
  uncaught = undefined;
  runJobEnds();
  // First, so that whoever joins the thread finds the worker free for another.
  setJobState(job.status, JobState.FINISHED);
  thread.record.end();
  bump(job.owner);
  bump(thread.shared);
  if (awaitJob(requests)) {
    const handed = runtime().receiveMessage(control)!.message as Set<JobMessage>;
    for (const job of handed) void runJob(job);
  }
}

function reportUncaught(error: unknown, kind: "error" | "rejection"): void {
  const what = kind === "error" ? "Uncaught error" : "Unhandled rejection";
  const text = error instanceof Error ? error.stack ?? String(error) : String(error);
  runtime().writeStderr(`${what} in thread ${currentThread().record.name}: ${text}\n`);
}

setLibrary(() => import.meta.url);
// Loaded late, because each module makes the start of every worker longer.
registerJob("courier", async ({ data }) => {
  const { beCourier } = await import("./courier_worker.ts");
  await beCourier(data as LineEnd);
});
const boot = bootRecord();
if (boot !== undefined && boot.serve === undefined) {
  boot.serve = serve;
  for (const message of boot.early) serve(message);
}
