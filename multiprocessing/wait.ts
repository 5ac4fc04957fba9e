import { waitOptions } from "../_sync/acquire_options.ts";
import { deadlineAfter, DeadlineTimer, remaining } from "../_sync/deadline.ts";
import { signalOf, type SyncWaitOptions, type WaitOptions } from "../_sync/options.ts";
import { Connection } from "./connection.ts";
import { watch } from "./poller.ts";
import { waitAnySync } from "./ready.ts";
import { isLooking, type Waitable } from "./waitable.ts";
import { needsLibc } from "./wire/choice.ts";
import { wires } from "./wire/way.ts";

/** What can be waited for: a connection that can receive, or the sentinel of a process. */
export type WaitObject = Connection | Waitable;

/**
 * Python's connection.wait (17.2.2.10): resolves to those that are ready, in the order of the list, as soon as there
 * are any; to [] at the timeout. A connection is ready when there is something to receive or its other end is closed.
 * One that is in the list twice is in the result once. An abort rejects with the signal's reason.
 *
 * ```ts
 * import { Pipe, Process, task } from "@weft/concurrency/multiprocessing";
 * import { wait } from "@weft/concurrency/multiprocessing/connection";
 *
 * export const nothing = task(import.meta, () => {});
 *
 * if (import.meta.main) {
 *   const [end] = Pipe();
 *   const process = new Process({ target: nothing });
 *   process.start();
 *   const [ready] = await wait([end, process.sentinel]);
 *   console.log(ready === process.sentinel, process.exitcode);
 * }
 * ```
 *
 * ```output
 * true 0
 * ```
 *
 * @throws RangeError for a connection that can't receive.
 */
export async function wait<T extends WaitObject>(
  objectList: Iterable<T>,
  options?: WaitOptions,
): Promise<T[]> {
  const objects = [...new Set(objectList)];
  const given = waitOptions(options, "wait");
  const signal = signalOf(given);
  signal?.throwIfAborted();
  const deadline = deadlineAfter(given.timeout);
  if (objects.some(isLooking)) return await wires().wait(objects, deadline, signal);
  for (;;) {
    const ready = readyOf(objects, 0);
    if (ready.length > 0 || remaining(deadline) === 0) return ready;
    await oneOf(objects, deadline, signal);
  }
}

/** The same, blocking. */
export function waitSync<T extends WaitObject>(
  objectList: Iterable<T>,
  options?: SyncWaitOptions,
): T[] {
  const objects = [...new Set(objectList)];
  if (objects.some(isLooking)) throw needsLibc("waitSync()", "await wait()");
  return readyOf(objects, waitOptions(options, "waitSync").timeout ?? Infinity);
}

function readyOf<T extends WaitObject>(objects: readonly T[], timeout: number): T[] {
  const fds = objects.map(fdOf);
  const over = fds.includes(READY);
  const ready = waitAnySync(fds, over ? 0 : timeout);
  return objects.filter((_, i) => fds[i] === READY || ready[i]);
}

/** Of what has ended for good. */
const READY = -1;

function fdOf(object: WaitObject): number {
  if (!(object instanceof Connection)) return object.fd;
  const fd = object.fileno();
  if (object.readable) return fd;
  throw new RangeError("wait: a connection in the list can't receive");
}

/** Resolves when one of them may be ready, or at the deadline. */
function oneOf(
  objects: readonly WaitObject[],
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancels: (() => void)[] = [];
    const settle = () => {
      timer.clear();
      signal?.removeEventListener("abort", abort);
      cancels.forEach((cancel) => cancel());
      resolve();
    };
    const abort = () => {
      reject(signal!.reason);
      settle();
    };
    const timer = new DeadlineTimer(deadline, settle);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      for (const object of objects) cancels.push(watch(fdOf(object), "read", settle));
    } catch (error) {
      reject(error);
      settle();
    }
  });
}
