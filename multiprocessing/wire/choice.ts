// Which of the two ways processes have to each other: descriptors and memory that they share, by the C library, or
// messages on a wire between parent and child, where the C library can't be called.

import { NotSupportedError } from "../../_runtime/errors.ts";
import { processes } from "../../_runtime/processes/mod.ts";

let wired = false;

/** Whether it is the wire. */
export function usesWire(): boolean {
  return wired || processes().libc() === undefined;
}

/** This process was started on a wire, whatever it may do itself. */
export function stayOnWire(): void {
  wired = true;
}

/** What the wire does not offer; `instead` is what does nearly the same. */
export function needsLibc(what: string, instead?: string): NotSupportedError {
  const hint = instead === undefined ? "" : `; without it use ${instead}`;
  return new NotSupportedError(`${what} needs ${processes().libcHint}${hint}`);
}
