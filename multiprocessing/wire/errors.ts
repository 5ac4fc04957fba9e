// Errors that answer a call from another process.

import { osError } from "../../_runtime/processes/mod.ts";
import { Empty, Full } from "../../queue/errors.ts";
import { EOFError } from "../errors.ts";

/** An error in two strings. */
export type ErrorText = readonly [name: string, message: string];

export function textOf(error: unknown): ErrorText {
  if ((error as { code?: unknown })?.code === "EPIPE") return ["EPIPE", ""];
  if (error instanceof Error) return [error.name, error.message];
  return ["Error", String(error)];
}

export function errorOf([name, message]: ErrorText): Error {
  switch (name) {
    case "EPIPE":
      return osError("EPIPE");
    case "Empty":
      return new Empty(message);
    case "Full":
      return new Full(message);
    case "EOFError":
      return new EOFError(message);
    case "RangeError":
      return new RangeError(message);
    default:
      return new Error(message);
  }
}

/** The process in which an object lives has ended. */
export function homeIsGone(): EOFError {
  return new EOFError("the process in which this lives has ended");
}
