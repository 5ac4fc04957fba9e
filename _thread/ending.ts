import { runtime } from "../_runtime/mod.ts";

let watching = false;
let begun = false;

/** Whether the program has begun to end, so that no work submitted now would ever be done. */
export function ending(): boolean {
  if (!watching) {
    watching = true;
    runtime().onProgramExit(() => begun = true);
  }
  return begun;
}
