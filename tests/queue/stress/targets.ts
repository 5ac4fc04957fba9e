// What the threads of the stress tests do.

import { task } from "@weft/concurrency";
import { Empty, Full, type Queue, ShutDown } from "@weft/concurrency/queue";

/** What a consumer has got. */
export interface Tally {
  /** Number of items by producer. */
  counts: number[];
  /** Sum of the items' numbers by producer. */
  sums: number[];
  /** Items that came before an earlier one of the same producer. */
  disorder: number;
  /** Waits that ended without an item. */
  inVain: number;
}

type Item = [producer: number, n: number];

function newTally(producers: number): Tally {
  return {
    counts: Array(producers).fill(0),
    sums: Array(producers).fill(0),
    disorder: 0,
    inVain: 0,
  };
}

/** Puts 0 … count - 1; gives up now and then, and tries again. */
export const produce = task(
  import.meta,
  async (q: Queue<Item>, producer: number, count: number, sync: boolean): Promise<number> => {
    let inVain = 0;
    for (let n = 0; n < count;) {
      const way = n % 16;
      try {
        if (sync) q.putSync([producer, n], way === 3 ? { timeout: 0.05 } : undefined);
        else if (way === 3) await q.put([producer, n], { timeout: 0.05 });
        else if (way === 7) await q.put([producer, n], { signal: AbortSignal.timeout(2) });
        else await q.put([producer, n]);
        n++;
      } catch (error) {
        if (!isInVain(error)) throw error;
        inVain++;
      }
    }
    return inVain;
  },
);

/** Takes items until the queue is shut down and empty. */
export const consume = task(
  import.meta,
  async (q: Queue<Item>, producers: number, sync: boolean): Promise<Tally> => {
    const tally = newTally(producers);
    const last: number[] = Array(producers).fill(-1);
    for (let turn = 0;; turn++) {
      try {
        const options = turn % 16 === 5 ? { timeout: 0.05 } : undefined;
        const [producer, n] = sync
          ? q.getSync(options)
          : await q.get(turn % 64 === 9 ? { signal: AbortSignal.timeout(2) } : options);
        tally.counts[producer]!++;
        tally.sums[producer]! += n;
        if (n <= last[producer]!) tally.disorder++;
        last[producer] = n;
        q.taskDone();
      } catch (error) {
        if (error instanceof ShutDown) return tally;
        if (!isInVain(error)) throw error;
        tally.inVain++;
      }
    }
  },
);

function isInVain(error: unknown): boolean {
  return error instanceof Full || error instanceof Empty ||
    (error as Error).name === "TimeoutError";
}

/** Puts until it is stopped by the shutdown; how many it has put. */
export const produceUntilShutDown = task(
  import.meta,
  async (q: Queue<number>, sync: boolean): Promise<number> => {
    for (let n = 0;; n++) {
      try {
        if (sync) q.putSync(n);
        else await q.put(n);
      } catch (error) {
        if (error instanceof ShutDown) return n;
        throw error;
      }
    }
  },
);

/** Takes until it is stopped by the shutdown; how many it has got. */
export const countUntilShutDown = task(
  import.meta,
  async (q: Queue<number>, sync: boolean): Promise<number> => {
    for (let n = 0;; n++) {
      try {
        if (sync) q.getSync();
        else await q.get();
      } catch (error) {
        if (error instanceof ShutDown) return n;
        throw error;
      }
    }
  },
);

/** Takes so many. */
export const take = task(import.meta, (q: Queue<unknown>, count: number): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (q.getSync() as { n: number }).n;
  return sum;
});
