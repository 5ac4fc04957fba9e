// The shared words between a pool and one of its workers. Tasks go through a ring of slots in order, one at a time.
//
//   owner                                                     worker
//   slot call, state POSTED, POSTED + 1, a doorbell if it     ─▶ CLAIMED, run, DONE
//   is asleep; the call's message if it does not fit the words
//   slot state REVOKED (cancelled, or given to another lane)  ─▶ passes over it
//   ◀──────────────────── PASSED counts the slots that the worker is through with, in order
//
//   word            changed by                    states
//   PASSED          worker                        counts up, wraps
//   POSTED          owner                         counts up, wraps
//   ASLEEP          worker: 0 → 1, then looks at POSTED once more and, unless that has changed, goes to its event loop
//                   owner, after POSTED: 1 → 0 (compare-exchange), and rings; worker, awake again: → 0
//   FAILED          worker, once                  1: the initializer failed; its error is the next message
//   slot state      owner: FREE or passed → POSTED, POSTED → REVOKED (compare-exchange)
//                   worker: POSTED → CLAIMED (compare-exchange), CLAIMED → DONE
//   slot call       owner, before POSTED          the arguments, see call_words.ts, or BY_MESSAGE
//   slot function   owner, before POSTED          its number
//   slot outcome    worker, before DONE           how to read the result
//   slot number     worker, before DONE           the result when the outcome is NUMBER
//
// Small calls and results live in the words: a worker that has just ended a task sees the next one without being woken,
// and the owner reads thousands of results at one wake-up. The others are the messages of the port, in slot order.

/** Slots of a lane, a power of two: how far a pool may run ahead of a worker. */
export const SLOTS = 64;

export const PASSED = 0;
export const POSTED = 1;
export const ASLEEP = 2;
export const FAILED = 3;
const STATES = 4;
const OUTCOMES = STATES + SLOTS;
const CALLS = OUTCOMES + SLOTS;
const FUNCTIONS = CALLS + SLOTS;
const NUMBERS = FUNCTIONS + SLOTS;
/** Arguments that fit a slot. */
export const INLINE_ARGS = 4;
/** Bytes of the words. */
export const LANE_BYTES: number = 4 * NUMBERS + 8 * SLOTS * (1 + INLINE_ARGS);

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

export function laneWords(words: Int32Array): LaneWords {
  return {
    words,
    numbers: new Float64Array(
      words.buffer,
      words.byteOffset + 4 * NUMBERS,
      SLOTS * (1 + INLINE_ARGS),
    ),
  };
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

export function callIndex(sequence: number): number {
  return CALLS + (sequence & (SLOTS - 1));
}

export function functionIndex(sequence: number): number {
  return FUNCTIONS + (sequence & (SLOTS - 1));
}

/** Index of the first number of the slot's arguments. */
export function argumentIndex(sequence: number): number {
  return SLOTS + (sequence & (SLOTS - 1)) * INLINE_ARGS;
}
