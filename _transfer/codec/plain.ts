import { ownCount } from "./own_count.ts";
import type { Seen } from "./seen.ts";
import { PACKED_INSIDE } from "./tags.ts";

/** Deeper than this JSON.stringify gets slow, or overflows the stack. */
const DEPTH = 500;

/**
 * Whether JSON says all there is, and says it well: a tree of plain objects and arrays, of strings, booleans, null and
 * the numbers JSON has. Lone surrogates are no problem (they are escaped), nor is a key "__proto__".
 */
export function isPlain(value: object, seen: Seen, depth = 0): boolean {
  if (
    depth > DEPTH || seen.add(value) >= 0 ||
    // Also one that is not enumerable, or inherited.
    (value as { toJSON?: unknown }).toJSON !== undefined
  ) return false;
  const prototype = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    if (prototype !== Array.prototype) return false;
    const { length } = value;
    if (length >= PACKED_INSIDE && hasFraction(value[0], value[length >> 1])) return false;
    for (let i = 0; i < length; i++) {
      const item = value[i];
      if (typeof item !== "string" && !isPlainItem(item, seen, depth)) return false;
    }
    return ownCount(value) === length;
  }
  if (prototype !== Object.prototype && (prototype !== null || isRawJSON(value))) return false;
  // Faster than keys(). Whatever somebody has put on Object.prototype costs time only.
  for (const key in value) {
    if (!isPlainItem((value as Record<string, unknown>)[key], seen, depth)) return false;
  }
  return true;
}

function isPlainItem(item: unknown, seen: Seen, depth: number): boolean {
  switch (typeof item) {
    case "string":
    case "boolean":
      return true;
    case "number":
      // Infinity - Infinity is NaN.
      return item - item === 0 && (item !== 0 || 1 / item > 0);
    case "object":
      return item === null || isPlain(item, seen, depth + 1);
    default:
      return false;
  }
}

// A text takes many times longer than the bytes of a number with a fraction. Two are enough to guess.
function hasFraction(first: unknown, middle: unknown): boolean {
  return typeof first === "number" && typeof middle === "number" &&
    (!Number.isInteger(first) || !Number.isInteger(middle));
}

/** JSON.stringify writes what JSON.rawJSON() has made in a way of its own. */
function isRawJSON(value: object): boolean {
  return (JSON as { isRawJSON?(value: unknown): boolean }).isRawJSON?.(value) === true;
}
