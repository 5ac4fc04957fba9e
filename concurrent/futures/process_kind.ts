import type { Process, ProcessOptions } from "../../multiprocessing/process.ts";
import { MOST_FDS } from "../../_runtime/processes/unix_socket.ts";
import { dumps, Parcel } from "../../multiprocessing/reduction.ts";
import { cloneError } from "../../_transfer/clone_error.ts";
import { BrokenProcessPool } from "./errors.ts";
import type { LaneLink } from "./lane_link.ts";
import type { Ending, PoolKind } from "./pool_kind.ts";
import { INLINE_ARGS } from "./lane_words.ts";
import { ProcessLink } from "./process_link.ts";
import { wiredMain, workerMain } from "./process_entry.ts";
import type { Watcher } from "./watcher.ts";
import { WiredLink } from "./wired_link.ts";

/** Makes a process, which is not started yet. */
export type CreateProcess = (options: ProcessOptions<unknown[]>) => Process;

/** Pools of processes; without `watch`, which gives their watcher, those that share no memory with this one. */
export function processKind(
  create: CreateProcess,
  watch: (() => Watcher) | undefined,
  initializer: ((...args: never[]) => unknown) | undefined,
  initargs: readonly unknown[],
): PoolKind {
  return {
    name: "ProcessPoolExecutor",

    connect() {
      const worker = (main: unknown, args: unknown) =>
        create({
          target: main as (...args: unknown[]) => unknown,
          args: [args, initializer, initializer && initargs],
        });
      if (watch === undefined) return new WiredLink((args) => worker(wiredMain, args));
      return new ProcessLink(watch(), (args) => worker(workerMain, args));
    },

    pack(args) {
      if (isInline(args)) return { value: args, parts: undefined, transfer: undefined };
      const parcel = dumps(args, "args");
      if (parcel.fds.length > MOST_FDS) {
        parcel.abandon();
        throw cloneError(
          "args",
          `${parcel.fds.length} descriptors, those of connections, locks and the like, are part of it and can't be sent at once: no more than ${MOST_FDS} can`,
        );
      }
      parcel.move();
      return { value: parcel, parts: undefined, transfer: undefined };
    },

    // Descriptors are the receiver's from then on.
    keep: ({ args }) => !(args instanceof Parcel) || args.fds.length === 0,

    discard(args) {
      if (args instanceof Parcel) args.release();
    },

    broken(message, options, link) {
      const exitcode = isOurs(link) ? link.exitcode : undefined;
      return new BrokenProcessPool(message, { ...options, exitcode });
    },

    abandon(links: readonly LaneLink[], how: Ending) {
      for (const link of links) if (isOurs(link)) link.stop(how);
    },
    ends: true,
    turns: watch === undefined,
  };
}

function isOurs(link: LaneLink | undefined): link is ProcessLink | WiredLink {
  return link instanceof ProcessLink || link instanceof WiredLink;
}

// What writeCall can write.
function isInline(args: readonly unknown[]): boolean {
  return args.length <= INLINE_ARGS && args.every((arg) => {
    return arg === undefined || arg === null || typeof arg === "number" || typeof arg === "boolean";
  });
}
