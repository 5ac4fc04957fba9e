// What stands in a packed value where a function, an instance or an error was. Each of these objects is also listed in
// the `parts` that are posted with the value: structured clone keeps identity, so the receiver can tell them from data.

import type { FunctionReference } from "./reference.ts";

export interface FunctionPart {
  readonly type: "function";
  readonly reference: FunctionReference;
}

/** By name of a global, by tag in the registry (and the module that registers it), or as a reference. */
export type ClassReference =
  | { readonly global: string }
  | { readonly tag: string; readonly module: string | undefined }
  | FunctionReference;

export interface InstancePart {
  readonly type: "instance";
  readonly class: ClassReference;
  /** What the class reduced the instance to, or its own enumerable properties. */
  data: unknown;
}

export interface ErrorPart {
  readonly type: "error";
  readonly class: ClassReference;
  readonly name: string;
  /** Undefined when the error has no message of its own. */
  readonly message: string | undefined;
  readonly stack: string | undefined;
  /** Own enumerable properties. */
  readonly properties: Record<string, unknown>;
  /** Those of cause, errors, error and suppressed that it has and that are not enumerable, as usual. */
  readonly members: Record<string, unknown>;
}

export type Part = FunctionPart | InstancePart | ErrorPart;

/** `object[key] = value`, also for the key that would set the prototype. */
export function setProperty(object: object, key: string, value: unknown): void {
  if (key !== "__proto__") (object as Record<string, unknown>)[key] = value;
  else {
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}
