import { isPlatformObject } from "./platform_object.ts";
import { entryOf, inheritedEntry, viewEntry } from "./registry.ts";

/** How an object crosses. From ERROR on it needs help, or can't. */
export const Kind = {
  /** Structured clone alone knows what is in it. */
  LEAF: 0,
  ARRAY: 1,
  OBJECT: 2,
  /** Instance of a class that nobody has registered: its own enumerable properties. */
  INSTANCE: 3,
  MAP: 4,
  SET: 5,
  ERROR: 6,
  REGISTERED: 7,
  REFUSED: 8,
  /** Whether it can be cloned shows only when it is tried. */
  PLATFORM: 9,
} as const;

export function kindOf(value: object): number {
  const prototype = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    return prototype === Array.prototype || entryOf(prototype) === undefined
      ? Kind.ARRAY
      : Kind.REGISTERED;
  }
  if (prototype === Object.prototype || prototype === null) return Kind.OBJECT;
  if (ArrayBuffer.isView(value)) {
    return viewEntry(value) === undefined ? Kind.LEAF : Kind.REGISTERED;
  }
  return classify(value, prototype);
}

function classify(value: object, prototype: object): number {
  if (prototype === Map.prototype) return Kind.MAP;
  if (prototype === Set.prototype) return Kind.SET;
  if (prototype === Date.prototype || prototype === ArrayBuffer.prototype) return Kind.LEAF;
  if (typeof SharedArrayBuffer !== "undefined" && prototype === SharedArrayBuffer.prototype) {
    return Kind.LEAF;
  }
  const entry = entryOf(prototype);
  if (isError(value)) return Kind.ERROR;
  if (entry !== undefined) return Kind.REGISTERED;
  if (value instanceof Map) return Kind.MAP;
  if (value instanceof Set) return Kind.SET;
  if (
    value instanceof Date || value instanceof RegExp || value instanceof ArrayBuffer ||
    value instanceof String || value instanceof Number || value instanceof Boolean
  ) return Kind.LEAF;
  if (refused(value, prototype)) return Kind.REFUSED;
  return isPlatformObject(value) ? Kind.PLATFORM : Kind.INSTANCE;
}

export function isError(value: unknown): value is Error {
  return value instanceof Error || (Error as { isError?(v: unknown): boolean }).isError?.(value) ===
      true;
}

// What structured clone would refuse or, worse, send as an empty object.
function refused(value: object, prototype: object): boolean {
  if (
    value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet ||
    value instanceof WeakRef || value instanceof FinalizationRegistry
  ) return true;
  const tag = Object.prototype.toString.call(value);
  if (tag === "[object Generator]" || tag === "[object AsyncGenerator]") return true;
  if (typeof (value as { then?: unknown }).then === "function") return true;
  // A class that extends one of ours, and was not marked itself.
  return inheritedEntry(prototype)?.reduction !== undefined;
}
