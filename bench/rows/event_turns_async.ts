import { Event } from "@weft/concurrency/threading";
import { eventTurnsAsync, rawTurnsAsync } from "../contend.ts";
import { newTurn, turnsRow } from "../turns_row.ts";

export const row = turnsRow(
  "Event: from thread to thread and back, asynchronous",
  "Atomics.waitAsync and notify on one word",
  (pool, turns) => {
    const events: [Event, Event] = [new Event(), new Event()];
    events[0].set();
    return [
      pool.submit(eventTurnsAsync, events, 0, turns),
      pool.submit(eventTurnsAsync, events, 1, turns),
    ];
  },
  (pool, turns) => {
    const turn = newTurn();
    return [pool.submit(rawTurnsAsync, turn, 0, turns), pool.submit(rawTurnsAsync, turn, 1, turns)];
  },
  { target: () => ({ maxRatio: 1.3 }) },
);
