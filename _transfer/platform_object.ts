import { cannotSend, describe } from "./clone_error.ts";
import { isMovable } from "./transfer.ts";

/** Whether the object is an instance of a class that the platform offers as a global (URL, Blob, MessagePort, …). */
export function isPlatformObject(value: object): boolean {
  const Class = (globalThis as unknown as Record<string, unknown>)[tagOf(value)];
  return typeof Class === "function" && value instanceof Class && Class !== Object;
}

/** Why structured clone can't copy the platform object; undefined when it can. */
export function cloneProblem(value: object): string | undefined {
  try {
    // Deno clones most of them to an empty object, and says nothing.
    if (tagOf(structuredClone(value)) === tagOf(value)) return undefined;
  } catch {
    if (isMovable(value)) {
      return `${describe(value)} can't be copied, only moved to another thread: use transfer()`;
    }
  }
  return cannotSend(value);
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
