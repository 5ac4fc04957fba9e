// How a thread sleeps until a shared word changes. The algorithms of this folder see memory only through this
// interface, so that other memories (a mapping shared by processes) and a modelled one (a test that explores
// interleavings) can serve them.

import type { Owners } from "./guard.ts";

/** How a sleep ended: notified, not begun because the word had changed, or at the timeout. */
export type WaitResult = "ok" | "not-equal" | "timed-out";
/** How a sleep that does not block ended at once, or will end. */
export type AsyncWait =
  | { async: false; value: "not-equal" | "timed-out" }
  | { async: true; value: Promise<"ok" | "timed-out"> };

/** Puts threads to sleep on words, and wakes them. */
export interface Parker {
  /** Who uses the memory, where one of them may die at any moment without a word: processes, which can be killed. */
  readonly owners?: Owners;
  /** Blocks while `words[index] === expected`, until notified, at most `timeout` ms (Infinity: no limit). */
  wait(words: Int32Array, index: number, expected: number, timeout: number): WaitResult;
  /** The same without blocking. Keeps no program alive by itself. */
  waitAsync(words: Int32Array, index: number, expected: number, timeout: number): AsyncWait;
  /** Wakes at most `count` waiters of that word, first come first served, of either kind. Returns how many. */
  notify(words: Int32Array, index: number, count: number): number;
}
