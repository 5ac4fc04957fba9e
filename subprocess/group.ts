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
export function killHard(child: Popen, group: boolean): void {
  if (group) signalGroup(child.pid, "SIGKILL");
  // Its number may be another's after its end.
  tolerantly(() => child.kill());
}

/** Sends SIGINT to the group that a child leads. */
export function interruptGroup(pid: number): void {
  signalGroup(pid, "SIGINT");
}

function signalGroup(pid: number, signal: string): void {
  const platform = processes();
  tolerantly(() => platform.kill(-pid, platform.signals()[signal]!));
}

/** What has become another user's can't be killed, and on Deno no group without --allow-run for everything. */
function tolerantly(kill: () => void): void {
  try {
    kill();
  } catch (error) {
    const { code, name } = error as { code?: string; name?: string };
    if (code !== "EPERM" && name !== "NotCapable") throw error;
  }
}
