// What a pool sends to a lane's worker, besides words.

import type { FunctionReference } from "../../_transfer/reference.ts";

/** Calls for the next slots: function, arguments, parts; three entries each. */
export type CallsMessage = unknown[];
/** A function, by the number that calls will name it with. */
export interface DefineMessage {
  readonly define: number;
  readonly reference: FunctionReference;
}
/** The first slot has been revoked: look again, if you are waiting for its module. */
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
