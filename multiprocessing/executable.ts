// The program that children run.

import {
  commandLine,
  type RuntimeCommand,
  type RuntimeKind,
} from "../_runtime/processes/command.ts";
import { mainModule } from "./main_module.ts";
import type { Libc } from "../_runtime/processes/mod.ts";
import { ownCommand } from "../_runtime/processes/own_command.ts";
import { probeRuntime } from "../_runtime/processes/probe.ts";
import { self } from "../_runtime/processes/self.ts";
import { processState, updateProcessState } from "../_thread/process_state.ts";

/** For children of another runtime than this one, whose switches say nothing to them. */
const DEFAULTS: Readonly<Record<RuntimeKind, readonly string[]>> = {
  deno: ["run", "--no-prompt", "-A"],
  bun: [],
};

/**
 * Sets the runtime executable that children run (17.2.2.3 `set_executable`), Deno or Bun; by default the one that runs
 * this program. `args` is what stands before the program on its command line, `["run", "-A"]` for Deno; by default
 * children run under the switches and the permissions of this program, or, when it is the other runtime, with all
 * permissions. For Deno these have to name the configuration file, too, where modules are imported by its import map.
 *
 * ```ts ignore
 * setExecutable(Deno.execPath(), ["run", "--allow-ffi", "--allow-read", "--config=deno.json"]);
 * ```
 */
export function setExecutable(path: string, args?: readonly string[]): void {
  if (typeof path !== "string" || path === "") {
    throw new TypeError(`setExecutable: path must be a string, got ${String(path)}`);
  }
  if (args !== undefined && (!Array.isArray(args) || args.some((arg) => typeof arg !== "string"))) {
    throw new TypeError(`setExecutable: args must be an array of strings, got ${String(args)}`);
  }
  updateProcessState({ executable: { file: path, ...args && { args: [...args] } } });
}

/** The command line of a child that runs `source`. */
export function childCommand(libc: Libc | undefined, source: string): string[] {
  return commandLine(runtimeCommand(libc), source, self().args);
}

function runtimeCommand(libc: Libc | undefined): RuntimeCommand {
  const { executable } = processState();
  if (executable === undefined) return ownCommand(libc, mainModule());
  const { file, args } = executable;
  const kind = probeRuntime(libc, file);
  if (args !== undefined) return { kind: kind ?? self().kind, file, args };
  if (kind === undefined || kind === self().kind) {
    return { ...ownCommand(libc, mainModule()), file };
  }
  return { kind, file, args: DEFAULTS[kind] };
}
