// What a pool sends to a lane's worker, besides words.

import type { FunctionReference } from "../../_transfer/reference.ts";

/** Calls for the next slots whose arguments come by message: arguments and parts, two entries each. */
export type CallsMessage = unknown[];
/** A function, by the number that calls will name it with. */
export interface DefineMessage {
  readonly define: number;
  readonly reference: FunctionReference;
}
/** Look again: there are calls in the words, or the slot whose module you are loading has been revoked. */
export const NUDGE = 0;
/** Nothing comes after this. */
export const CLOSE = 1;
export type LaneMessage = CallsMessage | DefineMessage | typeof NUDGE | typeof CLOSE;

/** What the job of a lane is given. */
export interface LaneData {
  readonly words: Int32Array;
  readonly initializer: Initializer | undefined;
}
export interface Initializer {
  readonly reference: FunctionReference;
  readonly args: unknown;
  readonly parts: unknown[] | undefined;
}

/**
 * What a worker sends back, besides words: a value or an error, and the parts that rebuild it. In a Set, because Deno's
 * receiveMessageOnPort looks for ports in every property of a message, which takes a tenth of a second for a mebibyte,
 * but not within a Set.
 */
export type ResultMessage = Set<[value: unknown, parts: unknown[] | undefined]>;

export function wrapResult(value: unknown, parts: unknown[] | undefined): ResultMessage {
  return new Set([[value, parts]]);
}
