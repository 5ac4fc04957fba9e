import { runtime } from "../_runtime/mod.ts";

/**
 * Whether this runtime has threads. Where it has not, as on an edge runtime, `dummy_threading` and `_dummy_thread` offer
 * the same with cooperative ones.
 */
export function isAvailable(): boolean {
  return runtime().capabilities().threads;
}
