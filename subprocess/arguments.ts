// What is run, on POSIX: the arguments of Popen as the system takes them.

import { osError } from "../_runtime/processes/os_error.ts";
import { checkBoolean, checkInteger, checkNative } from "./checks.ts";
import { pathOfFileUrl } from "./file_url.ts";
import type { Args, PopenOptions } from "./options.ts";

/** What is to be run. */
export interface Command {
  /** The program; searched for in PATH when there is no slash in it. */
  readonly file: string;
  /** What the program sees, its name first. */
  readonly argv: readonly string[];
  /** The whole environment; undefined: that of this process. */
  readonly env: Readonly<Record<string, string>> | undefined;
  /** Undefined: the directory of this process. */
  readonly cwd: string | undefined;
}

type WindowsOptions = Pick<PopenOptions, "startupinfo" | "creationflags">;
type CommandOptions = Pick<PopenOptions, "executable" | "shell" | "env" | "cwd"> & WindowsOptions;

const SHELL = "/bin/sh";

/**
 * What `args` and the options run. Throws TypeError and RangeError for what can't be arguments at all, and what Python
 * gets from the system for empty names: EACCES and ENOENT.
 */
export function commandOf(
  args: Args,
  options: CommandOptions = {},
): Command {
  refuseWindowsOptions(options);
  const list = listOf(args);
  const executable = textOf(options.executable, "executable");
  const argv = checkBoolean(options.shell, "shell") ? [executable ?? SHELL, "-c", ...list] : list;
  const env = environmentOf(options.env);
  const cwd = directoryOf(options.cwd);
  const file = executable ?? argv[0]!;
  if (cwd === "") throw osError("ENOENT", cwd);
  if (file === "") throw osError("EACCES", file);
  return { file, argv, env, cwd };
}

function refuseWindowsOptions(options: WindowsOptions): void {
  if (options.startupinfo !== undefined && options.startupinfo !== null) {
    throw new RangeError("startupinfo is only supported on Windows platforms");
  }
  if ((checkInteger(options.creationflags, "creationflags") ?? 0) !== 0) {
    throw new RangeError("creationflags is only supported on Windows platforms");
  }
}

function listOf(args: Args): string[] {
  if (typeof args === "string") return [checkNative(args, "args")];
  if (!Array.isArray(args)) {
    throw new TypeError(`args must be a string or an array of strings, got ${String(args)}`);
  }
  if (args.length === 0) throw new RangeError("args must not be empty: its first is the program");
  return Array.from(args, (arg, index) => requireText(arg, `args[${index}]`));
}

function requireText(value: unknown, name: string): string {
  if (typeof value !== "string") {
    throw new TypeError(`${name} must be a string, got ${String(value)}`);
  }
  return checkNative(value, name);
}

function textOf(value: unknown, name: string): string | undefined {
  return value === undefined ? undefined : requireText(value, name);
}

function environmentOf(env: PopenOptions["env"]): Record<string, string> | undefined {
  if (env === undefined) return undefined;
  if (typeof env !== "object" || env === null || Array.isArray(env)) {
    throw new TypeError(`env must be an object, got ${String(env)}`);
  }
  const given = Object.entries(env).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (name === "" || name.includes("=")) {
      throw new RangeError(`illegal environment variable name: ${JSON.stringify(name)}`);
    }
    checkNative(name, `env: name ${JSON.stringify(name)}`);
    requireText(value, `env[${JSON.stringify(name)}]`);
  }
  // Assigning them would lose one that is called __proto__.
  return Object.fromEntries(given) as Record<string, string>;
}

function directoryOf(cwd: string | URL | undefined): string | undefined {
  if (cwd === undefined) return undefined;
  if (cwd instanceof URL) return checkNative(pathOfFileUrl(cwd, "cwd"), "cwd");
  if (typeof cwd !== "string") {
    throw new TypeError(`cwd must be a string or a file: URL, got ${String(cwd)}`);
  }
  return checkNative(cwd, "cwd");
}
