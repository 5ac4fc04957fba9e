// What the system says of processes.

import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";

interface Status {
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/** Of a process; undefined when there is none. */
export function statusOf(pid: number | string): Status | undefined {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The name before may hold anything.
  const [state, parent, group, session] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: state!, parent: Number(parent), group: Number(group), session: Number(session) };
}

/** Whether it runs: a process that nobody reaps does not. */
export function runs(pid: number): boolean {
  const state = statusOf(pid)?.state;
  return state !== undefined && state !== "Z" && state !== "X";
}

/** Children of this process that have ended and that nobody has reaped. */
export function zombies(): number[] {
  return readdirSync("/proc").map(Number).filter((pid) => {
    if (!(pid > 0)) return false;
    const status = statusOf(pid);
    return status?.state === "Z" && status.parent === process.pid;
  });
}

/** The number of open descriptors. */
export function descriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

/** Resolves as soon as it holds; rejects when it does not within `limit` ms. */
export async function until(
  holds: () => boolean,
  what: string | (() => string),
  limit = 5000,
): Promise<void> {
  const end = performance.now() + limit;
  while (!holds()) {
    if (performance.now() > end) {
      throw new Error(`not within ${limit} ms: ${typeof what === "string" ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Resolves to the number of open descriptors when nothing is being closed any more. */
export async function steadyDescriptors(): Promise<number> {
  let last = -1;
  let same = 0;
  await until(() => {
    same = descriptors() === last && zombies().length === 0 ? same + 1 : 0;
    last = descriptors();
    return same === 20;
  }, () => `a steady number of descriptors, but ${last}`);
  return last;
}

/** How many descriptors and zombies there are more than before, when those that go have gone. */
export async function leftOver(before: number): Promise<{ descriptors: number; zombies: number }> {
  await until(() => descriptors() <= before && zombies().length === 0, "none", 2000).catch(
    () => {},
  );
  return { descriptors: descriptors() - before, zombies: zombies().length };
}
