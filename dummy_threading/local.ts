import { createLocal, refuseArguments } from "../threading/base_local.ts";
import { currentStrand } from "./context.ts";

/**
 * threading's local (17.1.1): attributes set on it are seen by the setting cooperative thread only. Where the runtime
 * can't follow asynchronous code, the isolate is one thread.
 */
export class local {
  /** An attribute, of the calling thread. */
  // deno-lint-ignore no-explicit-any
  [name: string]: any;

  /** No attributes in any thread. A subclass passes on the arguments of its own constructor. */
  constructor(...args: unknown[]) {
    refuseArguments(args, new.target === local);
    return createLocal(this, new.target as never, args, currentStrand) as this;
  }
}
