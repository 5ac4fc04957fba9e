// What a thread and its sleeper share.
//
// | word     | value                                            | changed by                                        |
// | -------- | ------------------------------------------------ | ------------------------------------------------- |
// | CONTROL  | any; slept on by the sleeper (futex)             | the owner: +1 after every change of the table, and after every look |
// | ASLEEP   | 1: the sleeper sleeps, or is about to            | the sleeper                                       |
// | SEQUENCE | any; slept on by the owner (Atomics.waitAsync)   | the sleeper: +1 when the owner should look        |
// | STATE    | see SleeperState                                 | both                                              |
// | OWNER    | identifier of the thread, see _thread            | the owner                                         |
// | WOKEN    | address of a word that was notified, two halves  | the sleeper, before SEQUENCE                      |
// | TICKS    | any                                              | the sleeper: +1 when time has passed, before SEQUENCE |
// | COUNT    | words in the table                               | the owner                                         |
// | TABLE …  | of each: address, two halves, and expected value | the owner                                         |
//
// The sleeper reads the table, then finds CONTROL as it was before, or reads again. It sleeps on CONTROL, too, as it was
// then: so nothing that the owner does meanwhile is missed.

export const CONTROL = 0;
export const ASLEEP = 1;
export const SEQUENCE = 2;
export const STATE = 3;
export const OWNER = 4;
export const WOKEN = 5;
export const TICKS = 7;
export const COUNT = 8;
export const TABLE = 9;
export const ENTRY_WORDS = 3;

/**
 * NONE → STARTING by the owner; STARTING → READY, READY → NONE when there has been nothing to do, any → UNABLE by the
 * sleeper.
 */
export const SleeperState = { NONE: 0, STARTING: 1, READY: 2, UNABLE: 3 } as const;

/** One word of those of a sleep is CONTROL. */
export const MOST_ENTRIES = 127;

/** Of a new sleeper. */
export function createSleeperWords(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * (TABLE + ENTRY_WORDS * MOST_ENTRIES)));
}
