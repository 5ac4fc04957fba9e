// What a worker does to be a thread.

import { currentThread } from "../_thread/current.ts";
import { bump } from "../_thread/inbox.ts";
import { type JobMessage, registerJob } from "../_thread/job.ts";
import { ThreadRecord } from "../_thread/record.ts";
import { onUncaught } from "../_thread/runner.ts";
import { isRootOver, rootIdent } from "../_thread/shared_words.ts";
import { setTaskRunning } from "../_thread/running_task.ts";
import { packError } from "../_transfer/errors.ts";
import { explainReferenceError, resolve } from "../_transfer/reference.ts";
import type { AnyFunction } from "../_transfer/task.ts";
import { load, unpack } from "../_transfer/unpack.ts";
import { type BaseThread, friend } from "./base_thread.ts";
import { exceptHookArgs, reportException, reportUnhandled } from "./excepthook.ts";
import type { Sent, ThreadStart } from "./thread_start.ts";

let createPlain: ((record: ThreadRecord) => BaseThread) | undefined;
let moduleUrl: () => string;

/** Called by the module of Thread, which a worker imports to be a thread; `create` makes a Thread for the record. */
export function setThreadModule(
  url: () => string,
  create: (record: ThreadRecord) => BaseThread,
): void {
  moduleUrl = url;
  createPlain = create;
}

/** The URL that a worker imports. */
export function threadModule(): string {
  return moduleUrl();
}

registerJob("thread", run);

async function run(job: JobMessage): Promise<void> {
  const start = job.data as ThreadStart;
  let thread: BaseThread | undefined;
  try {
    thread = start.thread === "plain"
      ? createPlain!(currentThread().record)
      : await receive(start.thread) as BaseThread | undefined;
    const target = start.target === undefined ? undefined : await resolve(start.target);
    const args = await receive(start.args) as unknown[];
    const kwargs = await receive(start.kwargs) as Record<string, unknown> | undefined;
    await untilSettled((fail) => {
      const call = callRun(thread, { target, args, kwargs });
      // An error out of a timer or an event may have kept the thread's promise from ever settling.
      onUncaught((error, kind) => {
        if (kind === "error") fail(error);
        else report(start, job, thread, error);
        return true;
      });
      return call;
    });
  } catch (error) {
    const { target } = start;
    // Its class could not be loaded, say.
    if (start.thread !== undefined) thread ??= createPlain!(currentThread().record);
    report(start, job, thread, target === undefined ? error : explainReferenceError(error, target));
  } finally {
    setTaskRunning(false);
    job.port?.close();
  }
}

interface Call {
  target: AnyFunction | undefined;
  args: unknown[];
  kwargs: Record<string, unknown> | undefined;
}

function callRun(thread: BaseThread | undefined, { target, args, kwargs }: Call): unknown {
  setTaskRunning(true);
  if (thread === undefined) return target!(...args, ...(kwargs === undefined ? [] : [kwargs]));
  friend.setWork(thread, { target, args, kwargs });
  return thread.run();
}

function untilSettled(body: (fail: (error: unknown) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    Promise.resolve(body(reject)).then(() => resolve(), reject);
  });
}

async function receive(sent: Sent | undefined): Promise<unknown> {
  if (sent === undefined) return undefined;
  const [value, parts] = sent as [unknown, unknown[] | undefined];
  if (parts !== undefined) await load(parts);
  return unpack(value, parts);
}

function report(
  { hooked, target }: ThreadStart,
  job: JobMessage,
  thread: BaseThread | undefined,
  error: unknown,
): void {
  if (hooked !== undefined && runsOn(...hooked)) {
    const { value, parts, transfer = [] } = packError(error, "error");
    job.port!.postMessage([value, parts], transfer);
    bump(job.owner);
    return;
  }
  if (thread !== undefined) return reportException(exceptHookArgs(error, thread));
  reportUnhandled(error, target?.type === "source" ? "" : target?.name ?? "");
}

// The main thread runs hooks also after its end, which is the moment when it has nothing left to do.
function runsOn(slot: number, ident: number): boolean {
  const { shared } = currentThread();
  if (ident === rootIdent(shared)) return !isRootOver(shared);
  return !new ThreadRecord(shared, slot, ident).ended;
}
