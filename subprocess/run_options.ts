import { checkOptions, checkTimeout } from "../_sync/acquire_options.ts";
import { signalOf } from "../_sync/options.ts";
import { checkBoolean } from "./checks.ts";
import { checkNames } from "./option_names.ts";
import type { RunOptions } from "./options.ts";
import { checkPopenValues, isText, POPEN_NAMES } from "./popen_options.ts";

const SYNC_NAMES: Readonly<Record<Exclude<keyof RunOptions, "signal">, true>> = {
  ...POPEN_NAMES,
  input: true,
  captureOutput: true,
  timeout: true,
  check: true,
};
const NAMES: Readonly<Record<keyof RunOptions, true>> = { ...SYNC_NAMES, signal: true };

/** The options of `run`, checked as those of Popen are; `sync`: of its blocking form, which has no signal. */
export function checkRunOptions(
  given: RunOptions | undefined,
  who: string,
  { sync = false }: { sync?: boolean } = {},
): RunOptions {
  const options = checkOptions(given, who);
  checkNames(options, sync ? SYNC_NAMES : NAMES, who);
  checkBoolean(options.check, `${who}: check`);
  checkBoolean(options.captureOutput, `${who}: captureOutput`);
  checkTimeout(options.timeout, who);
  signalOf({ signal: options.signal });
  const checked = checkPopenValues(options, who);
  const input = checkInput(options.input, isText(options), who);
  if (input !== undefined && isGiven(options.stdin)) {
    throw new RangeError(`${who}: stdin and input may not both be used`);
  }
  if (options.captureOutput === true && (isGiven(options.stdout) || isGiven(options.stderr))) {
    throw new RangeError(`${who}: stdout and stderr may not be used with captureOutput`);
  }
  return { ...checked, input };
}

/** The options of `checkOutput`, as `run` takes them but for what the function itself adds: `stdout` and `check`. */
export function checkOutputOptions(given: RunOptions | undefined, who: string): RunOptions {
  const options = checkOptions(given, who);
  for (const key of ["stdout", "check"] as const) {
    if (options[key] !== undefined) {
      throw new RangeError(`${who}: ${key} may not be used, it would be overridden`);
    }
  }
  // As in Python, it is the parent's when nothing is said of input, and empty when "none" is said.
  if (!("input" in options) || isGiven(options.input)) return options;
  return { ...options, input: isText(options) ? "" : new Uint8Array(0) };
}

/** Input for a child, checked: a string where the streams are text, else bytes. */
export function checkInput(
  input: Uint8Array | string | undefined,
  text: boolean,
  who: string,
): Uint8Array | string | undefined {
  if (!isGiven(input)) return undefined;
  if (typeof input !== "string" && !(input instanceof Uint8Array)) {
    throw new TypeError(`${who}: input must be a Uint8Array or a string, got ${String(input)}`);
  }
  if (text && typeof input !== "string") {
    throw new TypeError(`${who}: input must be a string in text mode, got a Uint8Array`);
  }
  if (!text && typeof input === "string") {
    throw new TypeError(
      `${who}: input must be a Uint8Array, got a string; for text give text: true or encoding`,
    );
  }
  return input;
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}
