import { NotSupportedError, RuntimeError, SystemExit } from "../_runtime/errors.ts";
import type { ClassReference } from "./parts.ts";
import { known, referenceOf } from "./reference.ts";
import { type AnyClass, type ClassEntry, entryByTag, entryOf, registerClass } from "./registry.ts";

registerClass("RuntimeError", RuntimeError);
registerClass("SystemExit", SystemExit);
registerClass("NotSupportedError", NotSupportedError);

const GLOBALS = [
  "Error",
  "TypeError",
  "RangeError",
  "SyntaxError",
  "ReferenceError",
  "EvalError",
  "URIError",
  "AggregateError",
  "SuppressedError",
  "DOMException",
];

/** The class of an error, or the nearest one it extends that the other side can know. */
export function errorClass(error: object): ClassReference {
  for (let at = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    const global = GLOBALS.find((name) => globalClass(name)?.prototype === at);
    if (global !== undefined) return { global };
    const entry = entryOf(at);
    if (entry !== undefined) return classReference(entry);
  }
  return { global: "Error" };
}

export function classReference({ Class, tag, module }: ClassEntry): ClassReference {
  if (tag !== undefined) return { tag, module: module?.() };
  return referenceOf(Class as never) as ClassReference;
}

/** The class, if it is known in this thread. */
export function knownClass(reference: ClassReference): AnyClass | undefined {
  if ("global" in reference) return globalClass(reference.global);
  if ("tag" in reference) return entryByTag(reference.tag)?.Class;
  return known(reference) as unknown as AnyClass | undefined;
}

function globalClass(name: string): AnyClass | undefined {
  return (globalThis as unknown as Record<string, AnyClass | undefined>)[name];
}
