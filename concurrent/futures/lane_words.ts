// The shared words between a pool and one of its workers. Tasks go through a ring of slots in order, one at a time.
//
//   owner                                                     worker
//   slot state POSTED, message on the port ────────────────▶  CLAIMED, run, DONE
//   slot state REVOKED (cancelled, or given to another lane)  passes over it
//   ◀──────────────────── PASSED counts the slots that the worker is through with, in order
//
//   word            changed by                    states
//   PASSED          worker                        counts up, wraps
//   FAILED          worker, once                  1: the initializer failed; its error is the next message
//   slot state      owner: FREE or passed → POSTED, POSTED → REVOKED (compare-exchange)
//                   worker: POSTED → CLAIMED (compare-exchange), CLAIMED → DONE
//   slot outcome    worker, before DONE           how to read the result
//   slot number     worker, before DONE           the result when the outcome is NUMBER
//
// Small results live in the words, so that the owner reads thousands at one wake-up; the others are the messages of the
// port, in slot order.

/** Slots of a lane, a power of two: how far a pool may run ahead of a worker. */
export const SLOTS = 64;

export const PASSED = 0;
export const FAILED = 1;
const STATES = 4;
const OUTCOMES = STATES + SLOTS;
const NUMBERS = OUTCOMES + SLOTS;
const BYTES = 4 * NUMBERS + 8 * SLOTS;

export const SlotState = { FREE: 0, POSTED: 1, CLAIMED: 2, DONE: 3, REVOKED: 4 } as const;

export const Outcome = {
  UNDEFINED: 0,
  NULL: 1,
  TRUE: 2,
  FALSE: 3,
  NUMBER: 4,
  /** [value, parts] is the next message. */
  VALUE: 5,
  /** [error, parts] is the next message. */
  ERROR: 6,
} as const;

export interface LaneWords {
  readonly words: Int32Array;
  readonly numbers: Float64Array;
}

export function createLaneWords(): LaneWords {
  return laneWords(new Int32Array(new SharedArrayBuffer(BYTES)));
}

export function laneWords(words: Int32Array): LaneWords {
  return { words, numbers: new Float64Array(words.buffer, 4 * NUMBERS, SLOTS) };
}

/** Index of the state word of the task that was the `sequence`-th. */
export function stateIndex(sequence: number): number {
  return STATES + (sequence & (SLOTS - 1));
}

export function outcomeIndex(sequence: number): number {
  return OUTCOMES + (sequence & (SLOTS - 1));
}

export function numberIndex(sequence: number): number {
  return sequence & (SLOTS - 1);
}
