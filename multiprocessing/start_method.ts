// How children are started, when nobody says so for one of them.

import { RuntimeError } from "../_runtime/errors.ts";
import { processState, updateProcessState } from "../_thread/process_state.ts";

/** "spawn": a new runtime each time; "forkserver": one that was started before it is needed. */
export type StartMethod = "spawn" | "forkserver";

const METHODS: readonly StartMethod[] = ["spawn", "forkserver"];
const DEFAULT = METHODS[0]!;

/** The start methods that there are (17.2.2.3 `get_all_start_methods`), the default first. */
export function getAllStartMethods(): StartMethod[] {
  return [...METHODS];
}

/**
 * The start method in use (17.2.2.3 `get_start_method`). It is the default, for good, when nobody has set one before;
 * with `allowNone` it is undefined then.
 */
export function getStartMethod(options?: { allowNone?: false }): StartMethod;
/** The same; undefined when it is not decided yet. */
export function getStartMethod(options: { allowNone?: boolean }): StartMethod | undefined;
export function getStartMethod({ allowNone = false }: { allowNone?: boolean } = {}):
  | StartMethod
  | undefined {
  const method = processState().startMethod as StartMethod | undefined;
  if (method !== undefined || allowNone) return method;
  updateProcessState({ startMethod: DEFAULT });
  return DEFAULT;
}

/**
 * Sets the start method (17.2.2.3 `set_start_method`), once, in the guarded main part of the program.
 *
 * @throws RuntimeError when it is set already, unless `force` is given.
 * @throws RangeError for a method that there is not.
 */
export function setStartMethod(
  method: StartMethod,
  { force = false }: { force?: boolean } = {},
): void {
  if (!force && processState().startMethod !== undefined) {
    throw new RuntimeError("setStartMethod: context has already been set");
  }
  // As Python's None: undecided again.
  if (method === undefined || method === null) {
    if (!force) throw new TypeError("setStartMethod: method must be a string, got undefined");
  } else checkStartMethod(method);
  updateProcessState({ startMethod: method ?? undefined });
  chosen?.(method);
}

let chosen: ((method: StartMethod) => void) | undefined;

/** Calls `hook` when a start method is set. */
export function onStartMethod(hook: (method: StartMethod) => void): void {
  chosen = hook;
}

/** The method, checked. */
export function checkStartMethod(method: unknown): StartMethod {
  if (METHODS.includes(method as StartMethod)) return method as StartMethod;
  throw new RangeError(`cannot find context for '${String(method)}'`);
}
