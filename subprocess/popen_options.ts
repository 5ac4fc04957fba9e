import { checkOptions } from "../_sync/acquire_options.ts";
import { checkArray, checkBoolean, checkIdentity, checkInteger } from "./checks.ts";
import { SubprocessError } from "./errors.ts";
import { checkNames } from "./option_names.ts";
import type { PopenOptions } from "./options.ts";
import { codecOf } from "./text/encoding.ts";
import { errorHandlerOf } from "./text/error_handler.ts";

/** The names of the options; a table, so that none of the type can be missing. */
export const POPEN_NAMES: Readonly<Record<keyof PopenOptions, true>> = {
  bufsize: true,
  executable: true,
  stdin: true,
  stdout: true,
  stderr: true,
  shell: true,
  cwd: true,
  env: true,
  text: true,
  universalNewlines: true,
  encoding: true,
  errors: true,
  closeFds: true,
  passFds: true,
  startNewSession: true,
  processGroup: true,
  restoreSignals: true,
  user: true,
  group: true,
  extraGroups: true,
  umask: true,
  pipesize: true,
  startupinfo: true,
  creationflags: true,
};

const FLAGS = ["shell", "closeFds", "startNewSession", "restoreSignals"] as const;
const LARGEST_INT = 0x7fff_ffff;

/**
 * The options of Popen, checked: but for what is to be run, which is `commandOf`'s, and the streams. Descriptors to pass
 * are there once and in order, and -1, which is Python's "none", is undefined.
 */
export function checkPopenOptions(given: PopenOptions | undefined, who: string): PopenOptions {
  const options = checkOptions(given, who);
  checkNames(options, POPEN_NAMES, who);
  return checkPopenValues(options, who);
}

/** The same, for options that may be others' too. */
export function checkPopenValues<O extends PopenOptions>(options: O, who: string): O {
  const name = (key: keyof PopenOptions) => `${who}: ${key}`;
  for (const key of FLAGS) checkBoolean(options[key], name(key));
  checkText(options, who);
  checkInteger(options.bufsize, name("bufsize"));
  for (const key of ["user", "group"] as const) {
    if (options[key] !== undefined) checkIdentity(options[key], name(key));
  }
  const orNone = (key: "processGroup" | "umask" | "pipesize") => {
    const value = checkInteger(options[key], name(key), -1, LARGEST_INT);
    return value === -1 ? undefined : value;
  };
  const checked = {
    passFds: checkArray(options.passFds, name("passFds"), checkDescriptor),
    extraGroups: checkArray(options.extraGroups, name("extraGroups"), checkIdentity),
    processGroup: orNone("processGroup"),
    umask: orNone("umask"),
    pipesize: orNone("pipesize"),
  };
  const result = { ...options, ...checked };
  if (checked.passFds !== undefined) {
    result.passFds = [...new Set(checked.passFds)].sort((a, b) => a - b);
    // Who passes some passes those alone, as in Python.
    if (result.passFds.length > 0) result.closeFds = true;
  }
  return result;
}

/** Whether the streams are text. */
export function isText({ text, universalNewlines, encoding, errors }: PopenOptions): boolean {
  return text === true || universalNewlines === true || encoding !== undefined ||
    errors !== undefined;
}

function checkText(options: PopenOptions, who: string): void {
  const { text, universalNewlines, encoding, errors } = options;
  checkBoolean(text, `${who}: text`);
  checkBoolean(universalNewlines, `${who}: universalNewlines`);
  if (text !== undefined && universalNewlines !== undefined && text !== universalNewlines) {
    throw new SubprocessError(
      `${who}: text and universalNewlines mean the same, got ${text} and ${universalNewlines}`,
    );
  }
  if (encoding !== undefined) codecOf(encoding);
  if (errors !== undefined) errorHandlerOf(errors);
}

function checkDescriptor(fd: number, name: string): number {
  if (fd === undefined) throw new TypeError(`${name} must be an integer, got undefined`);
  return checkInteger(fd, name, 0, LARGEST_INT)!;
}
