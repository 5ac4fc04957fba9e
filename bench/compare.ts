// Milliseconds for the warm-up and for the rounds that count: a row that is very slow ends with fewer of them.
const warmUpBudget = 2_000;
const budget = 8_000;
const fewest = 5;

type Batch = () => number | Promise<number>;

/** How many rounds count, and how many go before them. */
export interface Rounds {
  rounds: number;
  warmUp: number;
}

/**
 * Takes a sample of every side in each round, in turn and in the same process: whatever slows the machine down for a
 * while slows all of them.
 */
export async function compare<S extends string>(
  { rounds, warmUp }: Rounds,
  sides: Record<S, Batch>,
): Promise<Record<S, number[]>> {
  const entries = Object.entries(sides) as [S, Batch][];
  const samples = Object.fromEntries(entries.map(([side]) => [side, [] as number[]])) as Record<
    S,
    number[]
  >;
  const takeRound = async (counts: boolean) => {
    for (const [side, batch] of entries) {
      const sample = await batch();
      if (counts) samples[side].push(sample);
    }
    // The one that goes first inherits the garbage of the last; each is it in turn.
    entries.reverse();
  };
  const warm = performance.now() + warmUpBudget;
  for (let round = 0; round < warmUp && performance.now() < warm; round++) await takeRound(false);
  const end = performance.now() + budget;
  for (let round = 0; round < rounds && (round < fewest || performance.now() < end); round++) {
    await takeRound(true);
  }
  return samples;
}

/** Milliseconds that `body` takes. */
export async function timed(body: () => unknown): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}
