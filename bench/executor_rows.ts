// The rows that give an executor tasks that do nothing.
import type { Executor } from "@weft/concurrency/concurrent/futures";
import { compare, timed } from "./compare.ts";
import { noop } from "./jobs.ts";
import type { Samples } from "./row.ts";

const SINGLE = 200;

/** Microseconds of a submit and its await, one at a time; `ask` sends the raw side something and waits for an answer. */
export function oneAtATime(pool: Executor, ask: () => Promise<unknown>): Promise<Samples> {
  const sample = (call: () => PromiseLike<unknown>) => async () => {
    const ms = await timed(async () => {
      for (let i = 0; i < SINGLE; i++) await call();
    });
    return ms / SINGLE * 1000;
  };
  return compare({ rounds: 60, warmUp: 20 }, {
    ours: sample(() => pool.submit(noop)),
    raw: sample(ask),
  });
}

/** Tasks a second, with so many in flight; `flood` has the raw side do as much. */
export function inFlight(
  pool: Executor,
  tasks: number,
  flood: () => Promise<unknown>,
): Promise<Samples> {
  const perSecond = (ms: number) => tasks / ms * 1000;
  return compare({ rounds: 20, warmUp: 5 }, {
    ours: async () =>
      perSecond(
        await timed(() => Promise.all(Array.from({ length: tasks }, () => pool.submit(noop)))),
      ),
    raw: async () => perSecond(await timed(flood)),
  });
}
