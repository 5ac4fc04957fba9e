import { RuntimeError } from "../_runtime/errors.ts";

const LEAST = 32768;

/**
 * The stack size of new threads in bytes (17.1, 17.9 `stack_size`): 0, the platform's default, which is all that there
 * is.
 *
 * @throws RangeError for a `size` that is no integer, negative, or above 0 and below 32768.
 * @throws RuntimeError for any other but 0: no runtime lets a worker's stack be chosen.
 */
export function stackSize(size: number = 0): number {
  if (typeof size !== "number") {
    throw new TypeError(`stackSize: size must be a number, got ${String(size)}`);
  }
  if (!Number.isInteger(size) || size < 0 || (size > 0 && size < LEAST)) {
    throw new RangeError(`stackSize: size must be 0 or an integer >= ${LEAST}, got ${size}`);
  }
  if (size > 0) throw new RuntimeError(`setting thread stack size not supported, got ${size}`);
  return 0;
}
