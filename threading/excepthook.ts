import { runtime } from "../_runtime/mod.ts";
import { SystemExit } from "../_runtime/errors.ts";
import type { BaseThread } from "./base_thread.ts";

/** What an excepthook is told (17.1, since 3.8 `ExceptHookArgs`). */
export interface ExceptHookArgs<T extends BaseThread = BaseThread> {
  /** Name of the error's class. */
  readonly excType: string;
  /** The error itself. */
  readonly excValue: unknown;
  /** Its stack, where it has one. */
  readonly excTraceback: string | undefined;
  /** The thread that it ended. */
  readonly thread: T | undefined;
}

/** The arguments for a hook. */
export function exceptHookArgs<T extends BaseThread>(
  error: unknown,
  thread: T | undefined,
): ExceptHookArgs<T> {
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: undefined };
  return { excType: name, excValue: error, excTraceback: stack, thread };
}

/** Writes name and stack to stderr; SystemExit is silent. */
export function reportException(
  { excType, excValue, excTraceback, thread }: ExceptHookArgs,
): void {
  if (excValue instanceof SystemExit) return;
  const text = traceback(excType, excValue, excTraceback);
  runtime().writeStderr(`Exception in thread ${thread?.name ?? "unknown"}:\n${text}\n`);
}

/** Calls a hook; what it throws is reported, and what it was told. */
export function callHook<T extends BaseThread>(
  hook: (args: ExceptHookArgs<T>) => void,
  args: ExceptHookArgs<T>,
): void {
  try {
    hook(args);
  } catch (error) {
    const { excType, excValue, excTraceback } = exceptHookArgs(error, undefined);
    reportException(args);
    const text = traceback(excType, excValue, excTraceback);
    runtime().writeStderr(`Exception in threading.excepthook:\n${text}\n`);
  }
}

/** Reports the error of a thread of `_thread`, which has no Thread object. */
export function reportUnhandled(error: unknown, name: string): void {
  if (error instanceof SystemExit) return;
  const { excType, excValue, excTraceback } = exceptHookArgs(error, undefined);
  const text = traceback(excType, excValue, excTraceback);
  runtime().writeStderr(
    `Unhandled exception in thread started by ${name || "a function"}:\n${text}\n`,
  );
}

// V8's stacks begin with name and message, JavaScriptCore's do not.
function traceback(type: string, value: unknown, stack: string | undefined): string {
  const message = value instanceof Error ? value.message : String(value);
  const head = message === "" ? type : `${type}: ${message}`;
  if (stack === undefined) return head;
  return stack.includes(message) ? stack : `${head}\n${stack}`;
}
