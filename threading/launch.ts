import { NotSupportedError, RuntimeError } from "../_runtime/errors.ts";
import { runtime } from "../_runtime/mod.ts";
import { currentThread } from "../_thread/current.ts";
import { ending } from "../_thread/ending.ts";
import type { ThreadRecord } from "../_thread/record.ts";
import { refuseWhileImporting } from "../_thread/running_task.ts";
import { Job } from "../_thread/start.ts";
import { explainCloneFailure } from "../_transfer/diagnose.ts";
import { pack } from "../_transfer/pack.ts";
import { refer } from "../_transfer/reference.ts";
import type { Work } from "./base_thread.ts";
import { threadModule } from "./thread_main.ts";
import type { ThreadStart } from "./thread_start.ts";

/** What is to be started. */
export interface Launch {
  /** Names the caller in errors. */
  readonly who: string;
  /** The record, made when everything else has turned out well. */
  readonly record: () => ThreadRecord;
  /** What is to be sent of the Thread; its record must exist when it is packed. */
  readonly thread?: object | "plain";
  readonly work: Work;
  readonly hooked: boolean;
}

/** Has a worker run the thread; throws, and nothing has happened, for what can't be sent. */
export function launch({ who, record, thread, work, hooked }: Launch): Job {
  const module = threadModule();
  if (!runtime().capabilities().threads) {
    throw new NotSupportedError(
      `${who}: this runtime has no threads; use Deno or Bun, or dummy_threading, whose threads ` +
        "are cooperative tasks",
    );
  }
  refuseWhileImporting(who, "a thread was started");
  if (ending()) throw new RuntimeError(`${who}: can't start new thread as the program ends`);
  const target = work.target && refer(work.target, "target");
  const args = pack(work.args, "args");
  const kwargs = work.kwargs && pack(work.kwargs, "kwargs");
  const life = record();
  try {
    const self = typeof thread === "object" ? pack(thread, "thread") : undefined;
    const { record: creator } = currentThread();
    const data: ThreadStart = {
      thread: self ? [self.value, self.parts] : thread as "plain" | undefined,
      target,
      args: [args.value, args.parts],
      kwargs: kwargs && [kwargs.value, kwargs.parts],
      hooked: hooked ? [creator.slot, creator.ident] : undefined,
    };
    const transfer = [args, kwargs, self].flatMap((packed) => packed?.transfer ?? []);
    const options = { holds: !life.daemon, channel: hooked, transfer };
    return new Job("thread", module, life, data, options);
  } catch (error) {
    life.end();
    throw explainCloneFailure(error, work.args, "args");
  }
}
