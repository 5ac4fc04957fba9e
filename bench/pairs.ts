// The rows that time two calls by one thread with nobody else about.
import { compare } from "./compare.ts";
import type { Samples } from "./row.ts";

const pairs = 200_000;

/** Nanoseconds of one of `pairs` runs of each body, both called as loops of so many. */
export function perPair(
  ours: (pairs: number) => void,
  raw: (pairs: number) => void,
): Promise<Samples> {
  const sample = (body: (pairs: number) => void) => () => {
    const start = performance.now();
    body(pairs);
    return (performance.now() - start) / pairs * 1e6;
  };
  return compare({ rounds: 60, warmUp: 10 }, { ours: sample(ours), raw: sample(raw) });
}

/** The raw side of locks: two Atomics.compareExchange, 0 → 1 → 0. */
export function exchanges(pairs: number): void {
  for (let i = 0; i < pairs; i++) {
    Atomics.compareExchange(words, 0, 0, 1);
    Atomics.compareExchange(words, 0, 1, 0);
  }
}
const words = new Int32Array(new SharedArrayBuffer(16));
