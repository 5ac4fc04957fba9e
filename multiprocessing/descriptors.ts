// The C library's calls on descriptors, bound when first needed.

import { NotSupportedError } from "../_runtime/errors.ts";
import type { Libc } from "../_runtime/processes/libc.ts";
import { libcHere, libcHint } from "../_runtime/processes/libc_here.ts";
import { UnixSockets } from "../_runtime/processes/unix_socket.ts";

let bound: UnixSockets | undefined;

/** The C library; NotSupportedError, which begins with `what`, where it can't be called. */
export function libcFor(what: string): Libc {
  const libc = libcHere();
  if (libc === undefined) throw new NotSupportedError(`${what} needs ${libcHint()}`);
  return libc;
}

/** Sockets between processes. */
export function sockets(): UnixSockets {
  return bound ??= new UnixSockets(libcFor("a connection between processes"));
}

export function closeFd(fd: number): void {
  libcFor("a descriptor").close(fd);
}

/** Another descriptor of the same. */
export function duplicateFd(fd: number): number {
  return sockets().duplicate(fd);
}
