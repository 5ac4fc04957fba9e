// What run() does to a child that must end: it kills the whole process group that it made for it.

import { processes } from "../_runtime/processes/mod.ts";
import type { PopenOptions } from "./options.ts";
import type { Popen } from "./popen.ts";

/** Whether the options leave it to run() in which group the child is. */
export function choosesGroup({ startNewSession, processGroup }: PopenOptions): boolean {
  return startNewSession === undefined && processGroup === undefined;
}

/** Whether it is in a group that it leads. */
export function leadsGroup({ startNewSession, processGroup }: PopenOptions): boolean {
  return startNewSession === true || processGroup === 0;
}

/** Kills a child, and with it everything in a group of its own, which may outlive it. */
export function killHard({ pid, returncode }: Popen, group: boolean): void {
  if (group) killAny(-pid);
  // Its number may be another's after its end.
  if (returncode === null) killAny(pid);
}

function killAny(pid: number): void {
  const platform = processes();
  try {
    platform.kill(pid, platform.signals().SIGKILL!);
  } catch (error) {
    // A child that has become another user's can't be killed, and is no reason to wait for it.
    if ((error as { code?: string }).code !== "EPERM") throw error;
  }
}
