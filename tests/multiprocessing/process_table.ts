// The system's table of processes.

import { readdirSync, readFileSync } from "node:fs";

/** The parent of a process, be it a zombie; undefined when there is no such process. */
export function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

/** Children of a process, zombies too. */
export function childrenOf(pid: number): number[] {
  const pids = readdirSync("/proc").map(Number).filter((number) => number > 0);
  return pids.filter((child) => parentOf(child) === pid);
}
