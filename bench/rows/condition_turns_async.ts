import { Condition } from "@weft/concurrency/threading";
import { conditionTurnsAsync, rawTurnsAsync } from "../contend.ts";
import { newTurn, turnsRow } from "../turns_row.ts";

export const row = turnsRow(
  "Condition: from thread to thread and back, asynchronous",
  "Atomics.waitAsync and notify on one word",
  (pool, turns) => {
    const [condition, turn] = [new Condition(), newTurn()];
    return [
      pool.submit(conditionTurnsAsync, condition, turn, 0, turns),
      pool.submit(conditionTurnsAsync, condition, turn, 1, turns),
    ];
  },
  (pool, turns) => {
    const turn = newTurn();
    return [pool.submit(rawTurnsAsync, turn, 0, turns), pool.submit(rawTurnsAsync, turn, 1, turns)];
  },
  { target: () => ({ maxRatio: 1.3 }) },
);
