import type { Part } from "./collected.ts";
import { TimeoutExpired } from "./errors.ts";
import { onFirstRead } from "./first_read.ts";
import type { Args } from "./options.ts";

/** The error at a deadline, with what has come until then. A flood is joined when it is looked at: it would be late. */
export function expired(
  args: Args,
  timeout: number,
  stdout: Part | undefined,
  stderr: Part | undefined,
): TimeoutExpired {
  const error = new TimeoutExpired(args, timeout, cheap(stdout), cheap(stderr));
  if (stdout?.costly) onFirstRead(error, "output", stdout.get);
  if (stderr?.costly) onFirstRead(error, "stderr", stderr.get);
  return error;
}

function cheap(part: Part | undefined): Uint8Array | string | null {
  return part === undefined || part.costly ? null : part.get();
}
