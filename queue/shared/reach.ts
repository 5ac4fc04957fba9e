// Who shares a queue: threads, or processes. What that makes different.

import type { Owners } from "../../_sync/guard.ts";
import type { Parker } from "../../_sync/parker.ts";
import type { Letter } from "./letter.ts";
import type { Taken } from "./stock.ts";

export interface Reach {
  readonly parker: Parker;
  readonly owners: Owners;
  readonly mail: Mail;
  /** Milliseconds between two looks at what those who were killed have not come to; undefined where nobody is killed. */
  readonly patience: number | undefined;
}

/**
 * How items become letters, and letters items again.
 *
 *     item ── seal ──▶ letter ── give ──▶ (guarded: bytes, number) ── claim ──▶ taken ── read ──▶ item
 */
export interface Mail {
  /** Makes a letter of an item; throws DataCloneError, with the place under `root`, when it can't be sent. */
  seal(item: unknown, root: string): Letter;
  /** It was not sent after all. */
  abandon(letter: Letter): void;
  /** Gives away what can't be bytes, in the order in which letters are put; its number, 0 when there is nothing. */
  give(letter: Letter): number;
  /** What was given under that number leaves with its letter. */
  claim(attached: number): void;
  /** Drops what was given under that number. */
  forget(attached: number): void;
  /** The item; resolves when all that it needs is there. `free` is called once the bytes have been read, at once. */
  read(taken: Taken, free: (taken: Taken) => void): Promise<unknown>;
  /** The same, blocking. */
  readSync(taken: Taken, free: (taken: Taken) => void): unknown;
  /** The item of a letter that stays. */
  peek(bytes: Uint8Array, form: number): unknown;
}
