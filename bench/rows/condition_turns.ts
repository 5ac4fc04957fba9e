import { Condition } from "@weft/concurrency/threading";
import { conditionTurns, rawTurns } from "../contend.ts";
import { newTurn, turnsRow } from "../turns_row.ts";

export const row = turnsRow(
  "Condition: from thread to thread and back, blocking",
  "Atomics.wait and notify on one word",
  (pool, turns) => {
    const [condition, turn] = [new Condition(), newTurn()];
    return [
      pool.submit(conditionTurns, condition, turn, 0, turns),
      pool.submit(conditionTurns, condition, turn, 1, turns),
    ];
  },
  (pool, turns) => {
    const turn = newTurn();
    return [pool.submit(rawTurns, turn, 0, turns), pool.submit(rawTurns, turn, 1, turns)];
  },
  { target: () => ({ maxRatio: 1.3 }), pythonIs: "threading.Condition: two threads in turn" },
);
