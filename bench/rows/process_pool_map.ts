import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { compare, timed } from "../compare.ts";
import { square } from "../jobs.ts";
import { rawChild } from "../raw_process.ts";
import type { Row } from "../row.ts";

const items = Array.from({ length: 20_000 }, (_, i) => i);

export const row: Row = {
  title: "ProcessPoolExecutor.map: 20,000 items, chunksize 100, 2 workers",
  unit: "/s",
  rawIs: "as many lines of JSON to the stdin of 2 children, and answers",
  pythonIs: "ProcessPoolExecutor(2), spawn: map(square, range(20_000), chunksize=100)",
  target: () => ({ beatsPython: true }),
  async measure() {
    await using pool = new ProcessPoolExecutor(2);
    const children = [rawChild(), rawChild()];
    const perSecond = (ms: number) => items.length / ms * 1000;
    const samples = await compare({ rounds: 20, warmUp: 5 }, {
      ours: async () =>
        perSecond(
          await timed(() => Array.fromAsync(pool.map(square, items, { chunksize: 100 }))),
        ),
      raw: async () =>
        perSecond(
          await timed(() =>
            Promise.all(children.map((child) => child.flood(items.length / 2, () => [1, 2])))
          ),
        ),
    });
    for (const child of children) child.end();
    return samples;
  },
};
