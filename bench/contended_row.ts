import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { Lock } from "@weft/concurrency/threading";
import { compare } from "./compare.ts";
import { contend, type Contended, contendRaw } from "./contend.ts";
import type { Row } from "./row.ts";

const times = 50_000;

/** So many threads take one lock in turn; `figure` picks what counts. */
export function contendedRow(threads: number, what: "each" | "longest"): Row {
  const figure = (all: Contended[]) =>
    what === "each"
      ? Math.max(...all.map(({ ms }) => ms)) / (threads * times) * 1e6
      : Math.max(...all.map(({ longest }) => longest));
  return {
    title: `Lock: ${threads} threads take it all the time, ${
      what === "each" ? "each time" : "longest wait"
    }`,
    unit: what === "each" ? "ns" : "ms",
    rawIs: "a three-state futex lock, written out",
    target: () => ({ maxRatio: 1.3 }),
    async measure() {
      await using pool = new ThreadPoolExecutor(threads);
      const lock = new Lock();
      const words = new Int32Array(new SharedArrayBuffer(4));
      const all = async (submit: (shared: Int32Array) => PromiseLike<Contended>) => {
        const shared = new Int32Array(new SharedArrayBuffer(8));
        const results = await Promise.all(Array.from({ length: threads }, () => submit(shared)));
        if (shared[1] !== threads * times) throw new Error(`lost ${threads * times - shared[1]!}`);
        return figure(results);
      };
      return await compare({ rounds: 30, warmUp: 4 }, {
        ours: () => all((shared) => pool.submit(contend, lock, shared, times, threads)),
        raw: () => all((shared) => pool.submit(contendRaw, words, shared, times, threads)),
      });
    },
  };
}
