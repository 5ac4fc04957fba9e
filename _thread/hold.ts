import { currentThread } from "./current.ts";

let holds = 0;

/** Keeps the program alive until `release` has been called as often: somebody waits for work that is under way. */
export function hold(): void {
  if (holds++ === 0) currentThread().hold(true);
}

export function release(): void {
  if (--holds === 0) currentThread().hold(false);
}
