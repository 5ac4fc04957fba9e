import { type Future, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { compare } from "./compare.ts";
import type { Row } from "./row.ts";

const turns = 500;

type Side = (pool: ThreadPoolExecutor, turns: number) => [Future<unknown>, Future<unknown>];

/** Microseconds of a hand-over from one thread to another and back. */
export function turnsRow(
  title: string,
  rawIs: string,
  ours: Side,
  raw: Side,
  more: Partial<Row>,
): Row {
  return {
    title,
    unit: "µs",
    rawIs,
    ...more,
    async measure() {
      await using pool = new ThreadPoolExecutor(2);
      const sample = (side: Side) => async () => {
        const start = performance.now();
        await Promise.all(side(pool, turns));
        return (performance.now() - start) / turns * 1000;
      };
      return await compare({ rounds: 30, warmUp: 5 }, { ours: sample(ours), raw: sample(raw) });
    },
  };
}

/** A word that says whose turn it is. */
export function newTurn(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}
