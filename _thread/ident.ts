import { runtime } from "../_runtime/mod.ts";
import { currentThread } from "./current.ts";

let threads: boolean | undefined;

/** Identifier of the calling thread; 1 where there are no others. */
export function currentIdent(): number {
  threads ??= runtime().capabilities().threads;
  return threads ? currentThread().ident : 1;
}
