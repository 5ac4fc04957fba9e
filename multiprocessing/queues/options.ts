import { type Patience, patienceOf, type PutOptions } from "../../queue/options.ts";

/** The options of a call, checked. A negative timeout is none, as in Python: other than queue.Queue it does not refuse it. */
export function patience(options: PutOptions | undefined, who: string): Patience {
  if (options === undefined || typeof options !== "object" || options === null) {
    return patienceOf(options, who);
  }
  const { timeout } = options;
  return patienceOf(
    typeof timeout === "number" && timeout < 0 ? { ...options, timeout: 0 } : options,
    who,
  );
}

/** How many items a queue may hold. */
export function roomOf(maxsize: number, who: string): number {
  if (typeof maxsize !== "number") {
    throw new TypeError(`${who}: maxsize must be a number, got ${String(maxsize)}`);
  }
  if (!Number.isInteger(maxsize) && Math.abs(maxsize) !== Infinity) {
    throw new RangeError(`${who}: maxsize must be an integer, got ${maxsize}`);
  }
  return maxsize > 0 ? maxsize : Infinity;
}
