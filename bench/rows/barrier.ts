import { Barrier } from "@weft/concurrency/threading";
import { barrierRounds, rawRounds } from "../contend.ts";
import { newTurn, turnsRow } from "../turns_row.ts";

export const row = turnsRow(
  "Barrier: two threads meet, blocking",
  "two words counted up, with Atomics.wait and notify",
  (pool, turns) => {
    const barrier = new Barrier(2);
    return [pool.submit(barrierRounds, barrier, turns), pool.submit(barrierRounds, barrier, turns)];
  },
  (pool, turns) => {
    const words = newTurn();
    return [pool.submit(rawRounds, words, turns), pool.submit(rawRounds, words, turns)];
  },
  {
    target: () => ({ beatsPython: true }),
    pythonIs: "threading.Barrier(2): two threads in wait()",
  },
);
