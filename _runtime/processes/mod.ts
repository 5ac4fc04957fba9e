// Processes: apart from the rest of the runtime, so that threads need not load them.

import { NotSupportedError } from "../errors.ts";
import { runtime } from "../mod.ts";
import { createBunProcesses } from "./bun.ts";
import { createDenoProcesses } from "./deno.ts";
import type { Processes } from "./platform.ts";

export type { ChildProcess, ChildStdio, Processes, SpawnRequest } from "./platform.ts";
export { EAGAIN, type Libc, POLLIN, POLLOUT } from "./libc.ts";
export { type OsError, osError } from "./os_error.ts";
export { posixSpawn } from "./posix_spawn.ts";

let current: Processes | undefined;

/** Processes on this platform; throws NotSupportedError where there are none. */
export function processes(): Processes {
  return current ??= create();
}

function create(): Processes {
  const platform = runtime();
  switch (platform.name) {
    case "deno":
      return createDenoProcesses(() => platform.isMainThread());
    case "bun":
      return createBunProcesses(() => platform.isMainThread());
    case "edge":
      throw new NotSupportedError(
        "starting a process needs Deno or Bun: this runtime has no processes",
      );
  }
}
