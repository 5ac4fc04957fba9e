// Programs on the other end of a connection, on either runtime.

import process from "node:process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { posixSpawn, processes } from "../../_runtime/processes/mod.ts";
import type { Connection } from "../../multiprocessing/connection.ts";
import { closeFd } from "../../multiprocessing/descriptors.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { whenReady } from "../../multiprocessing/poller.ts";

export type RuntimeName = "deno" | "bun";
export const here: RuntimeName = "Bun" in globalThis ? "bun" : "deno";

/** This runtime, and the other one where it is installed. */
export const runtimes: RuntimeName[] = (["deno", "bun"] as const).filter((name) =>
  name === here || existsSync(executable(name))
);

function executable(name: RuntimeName): string {
  if (name === here) return process.execPath;
  return fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
}

export interface Connected {
  readonly pid: number;
  /** To descriptor 3 of the program. */
  readonly connection: Connection;
  /** Closes the connection; resolves to the exit status. */
  end(): Promise<number>;
}

/** Runs programs/`program`, whose descriptor 3 is the other end of a pipe. */
export function connect(runtime: RuntimeName, program: string, ...args: string[]): Connected {
  const libc = processes().libc()!;
  const path = fileURLToPath(new URL(`./programs/${program}`, import.meta.url));
  const file = executable(runtime);
  const flags = runtime === "deno" ? ["run", "--quiet", "--no-check", "-A"] : [];
  const [connection, other] = Pipe();
  const pid = posixSpawn(libc, {
    file,
    argv: [file, ...flags, path, ...args],
    env: undefined,
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    fds: new Map([[1, 1], [2, 2], [3, other.fileno()]]),
    closeOthers: true,
    session: false,
    group: undefined,
    restoreSignals: true,
  });
  other.close();
  if (typeof pid === "string") throw new Error(`${file}: ${pid}`);
  return {
    pid,
    connection,
    async end() {
      connection.close();
      const pidfd = libc.pidfd(pid);
      if (!await whenReady(pidfd, "read", { timeout: 15_000 })) libc.kill(pid, 9);
      await whenReady(pidfd, "read");
      closeFd(pidfd);
      return libc.reap(pid)!;
    },
  };
}
