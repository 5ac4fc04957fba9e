import { RuntimeError } from "../_runtime/errors.ts";
import { registerClass } from "../_transfer/registry.ts";

/** Python's BrokenBarrierError (17.1.9): the barrier was broken or reset while, or before, a thread waited at it. */
export class BrokenBarrierError extends RuntimeError {
  static {
    this.prototype.name = "BrokenBarrierError";
  }
}

registerClass("BrokenBarrierError", BrokenBarrierError, { module: () => import.meta.url });
