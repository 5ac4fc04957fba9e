// The C library's calls on descriptors, bound when first needed.

import { processes } from "../_runtime/processes/mod.ts";
import { NotSupportedError } from "../_runtime/errors.ts";
import type { Libc } from "../_runtime/processes/mod.ts";
import { UnixSockets } from "../_runtime/processes/unix_socket.ts";

let bound: UnixSockets | undefined;

/** The C library; NotSupportedError, which begins with `what`, where it can't be called. */
export function libcFor(what: string): Libc {
  const platform = processes();
  const libc = platform.libc();
  if (libc === undefined) throw new NotSupportedError(`${what} needs ${platform.libcHint}`);
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
