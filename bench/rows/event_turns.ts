import { Event } from "@weft/concurrency/threading";
import { eventTurns, rawTurns } from "../contend.ts";
import { newTurn, turnsRow } from "../turns_row.ts";

export const row = turnsRow(
  "Event: from thread to thread and back, blocking",
  "Atomics.wait and notify on one word",
  (pool, turns) => {
    const events: [Event, Event] = [new Event(), new Event()];
    events[0].set();
    return [pool.submit(eventTurns, events, 0, turns), pool.submit(eventTurns, events, 1, turns)];
  },
  (pool, turns) => {
    const turn = newTurn();
    return [pool.submit(rawTurns, turn, 0, turns), pool.submit(rawTurns, turn, 1, turns)];
  },
  { target: () => ({ maxRatio: 1.3 }), pythonIs: "threading.Event: two threads in turn" },
);
