// A gate that tasks of other processes wait at.

import { readdirSync, readlinkSync } from "node:fs";
import { Event, Semaphore } from "@weft/concurrency/multiprocessing";
import {
  type Future,
  ProcessPoolExecutor,
  ThreadPoolExecutor,
} from "@weft/concurrency/concurrent/futures";
import { passGate, type ProcessGate } from "./process_targets.ts";
import { sleep } from "./targets.ts";

export function createGate(): ProcessGate {
  return { come: new Semaphore(0), open: new Event() };
}

export function openGate({ open }: ProcessGate): void {
  open.set();
}

/** Blocks until `count` have come. */
export function startedInGate({ come }: ProcessGate, count: number): void {
  for (let i = 0; i < count; i++) {
    if (!come.acquireSync({ timeout: 15_000 })) throw new Error(`${i} of ${count} came`);
  }
}

export interface BusyPool {
  readonly pool: ProcessPoolExecutor;
  readonly gate: ProcessGate;
  readonly blocked: readonly Future<number>[];
}

/** A pool whose `count` workers all wait at a gate. */
export function busyPool(count: number): BusyPool {
  const pool = new ProcessPoolExecutor(count);
  const gate = createGate();
  const blocked = Array.from({ length: count }, () => pool.submit(passGate, gate));
  startedInGate(gate, count);
  return { pool, gate, blocked };
}

/** Resolves when there is no such process any more. */
export async function gone(pid: number, limit = 10_000): Promise<void> {
  const end = performance.now() + limit;
  while (exists(pid)) {
    if (performance.now() > end) throw new Error(`process ${pid} is there after ${limit} ms`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Descriptors of this process, but for those of the event loops of threads, of which there are now more, now fewer. */
export function descriptors(): number {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return !/\[event(poll|fd)\]/.test(readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      // The one that the folder was read by.
      return false;
    }
  }).length;
}

/** How many more than `before` there are; a thread that is ending just now has some for a moment. */
export async function newDescriptors(before: number, limit = 2000): Promise<number> {
  const end = performance.now() + limit;
  while (descriptors() > before && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return Math.max(0, descriptors() - before);
}

/** Starts as many threads as are kept for other pools. */
export async function startThreads(): Promise<void> {
  await using pool = new ThreadPoolExecutor(10);
  for (let i = 0; i < 10; i++) pool.submit(sleep, 50);
}

/** Whether there is such a process; a zombie is one. */
export function exists(pid: number): boolean {
  try {
    globalThis.process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
