import { pack } from "../../_transfer/pack.ts";
import { BrokenThreadPool } from "./errors.ts";
import type { Initializer } from "./lane_message.ts";
import type { PoolKind } from "./pool_kind.ts";
import { ThreadLink } from "./thread_link.ts";

/** Pools of threads. */
export function threadKind(initializer: Initializer | undefined): PoolKind {
  return {
    name: "ThreadPoolExecutor",
    connect: (name) => new ThreadLink(name, initializer),
    pack: (args) => pack(args, "args"),

    // What is not sent at once must still be what it was at the call.
    keep(task) {
      const movable = task.moved === undefined;
      if (movable && isImmutable(task.args as unknown[])) return true;
      const { args, parts, moved } = task;
      const copy = structuredClone({ args, parts, moved }, { transfer: moved ?? [] });
      task.args = copy.args;
      task.parts = copy.parts;
      task.moved = copy.moved;
      return movable;
    },

    discard() {},

    broken: (message, options) => new BrokenThreadPool(message, options),
    // A thread can't be ended from outside without losing more than its task.
    abandon() {},
    ends: false,
    turns: false,
  };
}

function isImmutable(args: readonly unknown[]): boolean {
  for (const arg of args) {
    if (arg !== null && (typeof arg === "object" || typeof arg === "function")) return false;
  }
  return true;
}
