import { NotSupportedError } from "../_runtime/errors.ts";
import { Futex } from "../_runtime/processes/futex.ts";
import { type Libc, processes } from "../_runtime/processes/mod.ts";
import { isThreadAlive, nativeThread } from "../_runtime/processes/native_thread.ts";
import { sleepInSlices } from "./blocked_service.ts";
import type { AsyncWait, Parker, WaitResult } from "./parker.ts";

/**
 * Milliseconds of one sleep. A process that is killed when it has changed a word, and before it notifies, or when it
 * was notified, and before it acts, leaves others asleep: they look by themselves after this time.
 */
const PATIENCE = 100;

/** Sleeps without blocking, and those who sleep so in this thread. */
export interface AsyncSleepers {
  /** Resolves when notified, or a little later than PATIENCE all the same, or at the deadline. */
  sleep(
    words: Int32Array,
    index: number,
    expected: number,
    deadline: number,
  ): Promise<"ok" | "timed-out">;
  /** Wakes at most `count` in this thread; how many. */
  wake(words: Int32Array, index: number, count: number): number;
}

let futex: Futex | undefined;
let createSleepers: () => AsyncSleepers;
let sleepers: AsyncSleepers | undefined;

/** Says how the sleepers of a thread are made: they need threads, which are none of the business of this folder. */
export function setSleepers(create: () => AsyncSleepers): void {
  createSleepers = create;
}

/** Sleeps on words of mappings that processes share. A sleep that does not block may end without a notification. */
export const futexParker: Parker = {
  owners: {
    current: currentOwner,
    alive: (owner) => isThreadAlive(libcNeeded(), owner),
  },

  wait(words: Int32Array, index: number, expected: number, timeout: number): WaitResult {
    const word = words.subarray(index, index + 1);
    return sleepInSlices((left) => sleep(word, expected, left), timeout, PATIENCE);
  },

  waitAsync(words: Int32Array, index: number, expected: number, timeout: number): AsyncWait {
    if (Atomics.load(words, index) !== expected) return { async: false, value: "not-equal" };
    if (timeout <= 0) return { async: false, value: "timed-out" };
    const deadline = timeout === Infinity ? Infinity : performance.now() + timeout;
    sleepers ??= createSleepers();
    return { async: true, value: sleepers.sleep(words, index, expected, deadline) };
  },

  notify(words: Int32Array, index: number, count: number): number {
    const own = sleepers?.wake(words, index, count) ?? 0;
    if (own === count) return own;
    return own + calls().wake(words.subarray(index, index + 1), count - own);
  },
};

function sleep(word: Int32Array, expected: number, timeout: number): WaitResult {
  const end = performance.now() + timeout;
  for (let left = timeout;; left = Math.max(0, end - performance.now())) {
    const result = calls().wait(word, expected, left);
    if (result !== "interrupted") return result;
  }
}

/** The calling thread, as the owner of what processes share: the system's identifier. */
export function currentOwner(): number {
  return nativeThread(libcNeeded());
}

function calls(): Futex {
  return futex ??= create();
}

function create(): Futex {
  const libc = libcNeeded();
  const created = Futex.create(libc);
  if (created !== undefined) return created;
  throw new NotSupportedError(
    `waiting for other processes is not possible on a processor of kind ${libc.foreign.processor}`,
  );
}

function libcNeeded(): Libc {
  const platform = processes();
  const libc = platform.libc();
  if (libc === undefined) {
    throw new NotSupportedError(`waiting for other processes needs ${platform.libcHint}`);
  }
  return libc;
}
