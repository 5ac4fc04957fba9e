// What a pool and one of its processes share besides the words of lane_words.ts, behind them in the same memory.
//
//   word       changed by
//   LEAVE      owner, once               1: end when everything posted is done
//   ANSWERS    worker                    messages that it has begun to send; the owner reads as many
//
// And all processes of a pool, in memory of one word:
//
//   RUNG       worker: 0 → 1 (exchange), who then writes a byte into the bell, a pipe
//              the owner's watcher, whenever it has been woken: → 0, before the owner looks

import { LANE_BYTES } from "./lane_words.ts";

export const LEAVE: number = LANE_BYTES / 4;
export const ANSWERS: number = LEAVE + 1;
export const PROCESS_BYTES: number = 4 * (ANSWERS + 1);

export const RUNG = 0;
export const BELL_BYTES = 4;
