import { remaining } from "./deadline.ts";
import { createWords, parkerOf } from "./words.ts";

let words: Int32Array | undefined;

/** Blocks the thread for `ms` milliseconds; what others need of it meanwhile is served. */
export function sleepSync(ms: number): void {
  words ??= createWords(1);
  const end = performance.now() + ms;
  for (let left = ms; left > 0; left = remaining(end)) parkerOf(words).wait(words, 0, 0, left);
}
