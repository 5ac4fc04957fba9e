// Functions that travel as their source text.

import type { AnyFunction } from "./definitions.ts";

export interface SourceReference {
  readonly type: "source";
  readonly source: string;
  /** The text is that of a method, which is no expression by itself. */
  readonly method: boolean;
}

/** References by source text, also for the texts that can't be sent: there a string says why. */
const references = new Map<string, SourceReference | string>();
const functions = new Map<string, AnyFunction>();

/** How to send the function by its text, or why that is not possible. */
export function sourceReference(fn: AnyFunction): SourceReference | string {
  const source = Function.prototype.toString.call(fn);
  let reference = references.get(source);
  if (reference === undefined) {
    reference = examine(source);
    references.set(source, reference);
  }
  return reference;
}

function examine(source: string): SourceReference | string {
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) {
    return "a native or bound function can't be sent; wrap it in an arrow function or use " +
      "tasks(import.meta, …)";
  }
  if (/^class\b/.test(source)) {
    return "a class can't be sent by its source; mark it with task(import.meta, …)";
  }
  if (/^(?:get|set)\s+[^(\s]/.test(source)) {
    return "a getter or setter can't be sent; wrap it in an arrow function";
  }
  let problem: unknown;
  for (const method of [false, true]) {
    const reference: SourceReference = { type: "source", source, method };
    try {
      compile(reference);
      return reference;
    } catch (error) {
      problem ??= error;
    }
  }
  return `the source of ${title(source)} does not stand by itself (${problem}); ` +
    "mark it with task(import.meta, …)";
}

/** The function, made from its text once in each thread. */
export function evaluate(reference: SourceReference): AnyFunction {
  let fn = functions.get(reference.source);
  if (fn === undefined) {
    const made: unknown = compile(reference)();
    const found = reference.method
      ? (made as Record<PropertyKey, unknown>)[Reflect.ownKeys(made as object)[0]!]
      : made;
    if (typeof found !== "function") {
      throw new TypeError(`${title(reference.source)}: the text that was sent is no function`);
    }
    fn = found as AnyFunction;
    functions.set(reference.source, fn);
  }
  return fn;
}

// Modules are strict code, and `this` is undefined at their top level; so it is here.
function compile({ source, method }: SourceReference): () => unknown {
  const expression = method ? `{${source}\n}` : source;
  return new Function(`"use strict"; return (${expression}\n);`) as () => unknown;
}

const HINT = ": a function sent by its source may use its parameters and globals only; mark it " +
  "with task(import.meta, fn) to use names of its module";

// As V8 and as JavaScriptCore put it.
const MISSING = /^(?:(\S+) is not defined|Can't find variable: (\S+))$/;

/** Adds to the ReferenceError of a name that stayed behind what the reason is. */
export function explainMissingName(error: unknown, { source }: SourceReference): unknown {
  if (!(error instanceof ReferenceError) || error.message.endsWith(HINT)) return error;
  const match = MISSING.exec(error.message);
  const missing = match?.[1] ?? match?.[2];
  if (missing === undefined || !source.includes(missing)) return error;
  const { message, stack } = error;
  try {
    error.message = message + HINT;
    // The stack begins with the message as it was.
    if (stack !== undefined) error.stack = stack.replace(message, () => message + HINT);
  } catch {
    // A frozen error stays as it is.
  }
  return error;
}

/** The beginning of the text, for messages. */
function title(source: string): string {
  const line = source.split("\n", 1)[0]!;
  return line.length > 40 ? `\`${line.slice(0, 40)}…\`` : `\`${line}\``;
}
