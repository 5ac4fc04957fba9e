import type { ErrorHandler } from "./codec.ts";

/** The error handler of this name; throws RangeError for an unknown one. */
export function errorHandlerOf(name: string): ErrorHandler {
  if (name === "strict" || name === "ignore" || name === "replace") return name;
  if (typeof name !== "string") {
    throw new TypeError(`errors must be the name of an error handler, got ${String(name)}`);
  }
  throw new RangeError(`unknown error handler name '${name}'`);
}
