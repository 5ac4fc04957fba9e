// This process and its parent, as objects.

import { self } from "../_runtime/processes/self.ts";
import { remaining } from "../_sync/deadline.ts";
import { processState, updateProcessState } from "../_thread/process_state.ts";
import { ownAuthkey, setOwnAuthkey } from "./authkey.ts";
import { givePart } from "./child_parts.ts";
import { libcFor } from "./descriptors.ts";
import type { Life } from "./life.ts";
import { whenReady } from "./poller.ts";
import { friend, type Process } from "./process.ts";
import { waitReadySync } from "./ready.ts";
import { ProcessSentinel } from "./sentinel.ts";

let current: Process | undefined;
let parent: Process | undefined;
let parentLife: (parent: KnownParent) => Life = lifeOfParent;

export interface KnownParent {
  readonly pid: number;
  readonly name: string;
}

/** In a child on a wire, which can't look at its parent. */
export function setParentLife(life: (parent: KnownParent) => Life): void {
  parentLife = life;
}

/**
 * The process that this is (17.2.2.3 `current_process`); the first one of a program is called "MainProcess".
 *
 * ```ts
 * import { currentProcess, parentProcess } from "@weft/concurrency/multiprocessing";
 *
 * console.log(currentProcess().name, parentProcess());
 * ```
 *
 * ```output
 * MainProcess undefined
 * ```
 */
export function currentProcess(): Process {
  return current ??= friend.handle(ownLife());
}

/**
 * The process that started this one (17.2.2.3, since 3.8 `parent_process`), which can be joined; undefined in the first
 * one of a program.
 */
export function parentProcess(): Process | undefined {
  const { parent: known } = processState();
  return known && (parent ??= friend.handle(parentLife(known)));
}

function ownLife(): Life {
  return {
    kind: "self",
    get pid() {
      return self().pid;
    },
    get name() {
      return processState().name;
    },
    set name(name) {
      updateProcessState({ name });
    },
    get daemon() {
      return processState().daemon;
    },
    get authkey() {
      return ownAuthkey();
    },
    set authkey(key) {
      setOwnAuthkey(key);
    },
    sentinel: undefined,
    exitcode: () => undefined,
    alive: () => true,
    wait: () => Promise.resolve(),
    waitSync() {},
    signal() {},
    close() {},
  };
}

function lifeOfParent({ pid, name }: KnownParent): Life {
  const sentinel = new ProcessSentinel(pid, libcFor("the parent of a process").pidfd(pid));
  const ended = (timeout: number) => waitReadySync(sentinel.fd, "read", timeout);
  return {
    kind: "parent",
    pid,
    name,
    daemon: false,
    authkey: ownAuthkey(),
    sentinel,
    exitcode: () => undefined,
    alive: () => !ended(0),
    wait: (options) => whenReady(sentinel.fd, "read", options),
    waitSync: (deadline) => ended(remaining(deadline)),
    signal: () => {},
    close() {},
  };
}

givePart("currentProcess", currentProcess);
