import { Kind, kindOf } from "./kind.ts";
import { marks, transferablesOf } from "./transfer.ts";

/** Objects that are looked at without a set of those seen, which costs more than all the rest; ends cycles, too. */
const BUDGET = 512;
let left = 0;

/**
 * False when structured clone alone can send the value as it should arrive. True may be said in vain, where it would
 * cost too much to be exact.
 */
export function needsHelp(value: unknown): boolean {
  switch (typeof value) {
    case "object":
      if (value === null) return false;
      left = BUDGET;
      return needs(value) && (left >= 0 || needsDeep(value));
    case "function":
    case "symbol":
      return true;
    default:
      return false;
  }
}

function needs(value: object): boolean {
  if (--left < 0) return true;
  if (marks > 0 && transferablesOf(value) !== undefined) return true;
  switch (kindOf(value)) {
    case Kind.LEAF:
      return false;
    case Kind.ARRAY:
      for (let i = 0; i < (value as unknown[]).length; i++) {
        const item = (value as unknown[])[i];
        if (typeof item === "object") {
          if (item !== null && needs(item)) return true;
        } else if (typeof item === "function" || typeof item === "symbol") return true;
      }
      return false;
    case Kind.OBJECT:
      // Faster than keys(). Whatever somebody has put on Object.prototype costs time only.
      for (const key in value) {
        const item = (value as Record<string, unknown>)[key];
        if (typeof item === "object") {
          if (item !== null && needs(item)) return true;
        } else if (typeof item === "function" || typeof item === "symbol") return true;
      }
      return false;
    case Kind.INSTANCE:
      // What a platform object inherits are getters, some of which do things.
      return Object.keys(value).some((key) => itemNeeds((value as Record<string, unknown>)[key]));
    case Kind.MAP:
      for (const [key, item] of value as Map<unknown, unknown>) {
        if (itemNeeds(key) || itemNeeds(item)) return true;
      }
      return false;
    case Kind.SET:
      for (const item of value as Set<unknown>) if (itemNeeds(item)) return true;
      return false;
    default:
      return true;
  }
}

function itemNeeds(item: unknown): boolean {
  if (typeof item === "object") return item !== null && needs(item);
  return typeof item === "function" || typeof item === "symbol";
}

// The same for large and deep graphs, without recursion.
function needsDeep(root: object): boolean {
  const seen = new Set<object>([root]);
  const stack = [root];
  const needs = (item: unknown): boolean => {
    if (typeof item === "object") {
      if (item !== null && !seen.has(item)) {
        seen.add(item);
        stack.push(item);
      }
      return false;
    }
    return typeof item === "function" || typeof item === "symbol";
  };
  for (let value; (value = stack.pop()) !== undefined;) {
    if (marks > 0 && transferablesOf(value) !== undefined) return true;
    const kind = kindOf(value);
    if (kind === Kind.ARRAY) {
      for (let i = 0; i < (value as unknown[]).length; i++) {
        if (needs((value as unknown[])[i])) return true;
      }
    } else if (kind === Kind.OBJECT) {
      for (const key in value) if (needs((value as Record<string, unknown>)[key])) return true;
    } else if (kind === Kind.INSTANCE) {
      for (const key of Object.keys(value)) {
        if (needs((value as Record<string, unknown>)[key])) return true;
      }
    } else if (kind === Kind.MAP) {
      for (const [key, item] of value as Map<unknown, unknown>) {
        if (needs(key) || needs(item)) return true;
      }
    } else if (kind === Kind.SET) {
      for (const item of value as Set<unknown>) if (needs(item)) return true;
    } else if (kind !== Kind.LEAF) return true;
  }
  return false;
}
