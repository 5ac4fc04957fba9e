// Finds what structured clone has refused: it says that something can't be cloned, and not where it is.

import { cannotSend, cloneError, describe, isCloneError, isOurCloneError } from "./clone_error.ts";
import { Kind, kindOf } from "./kind.ts";
import { entryOf } from "./registry.ts";
import { needsHelp } from "./scan.ts";
import { wasTaken } from "./transfer.ts";
import { formatPath, mapKeyStep, mapValueStep, setStep, type Step } from "./path.ts";

/**
 * To be called when postMessage or structuredClone has thrown: a DataCloneError comes back as one whose message names
 * the place of the culprit in `value`, the value before pack(); any other error as it is.
 */
export function explainCloneFailure(error: unknown, value: unknown, root: string): unknown {
  if (!isCloneError(error) || isOurCloneError(error)) return error;
  const search = new Search();
  const found = search.find(value) ?? search.suspect;
  if (found === undefined) return cloneError(root, error.message);
  return cloneError(formatPath(root, found.steps), problemOf(found.value));
}

function problemOf(value: object): string {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (buffer instanceof ArrayBuffer) {
    return `${describe(value)} can't be sent, its memory has been transferred already`;
  }
  return wasTaken(value)
    ? `${describe(value)} can't be moved to another thread`
    : cannotSend(value);
}

interface Found {
  readonly value: object;
  readonly steps: Step[];
}

class Search {
  /** Something that was to be moved, which the runtime can't do with everything. */
  suspect: Found | undefined;
  readonly #seen = new Set<unknown>();
  readonly #steps: Step[] = [];

  find(value: unknown): Found | undefined {
    if (typeof value !== "object" || value === null || this.#seen.has(value)) return undefined;
    this.#seen.add(value);
    switch (kindOf(value)) {
      case Kind.MAP:
        return this.#map(value as Map<unknown, unknown>);
      case Kind.SET:
        return this.#set(value as Set<unknown>);
      case Kind.ERROR:
        return undefined;
      case Kind.LEAF:
      case Kind.PLATFORM:
        return this.#test(value);
      case Kind.REGISTERED:
        return entryOf(Object.getPrototypeOf(value))?.reduction ? undefined : this.#members(value);
      default:
        // Itself last, because cloning fails for everything above the culprit, too; and for what pack() has replaced.
        return this.#members(value) ?? (needsHelp(value) ? undefined : this.#test(value));
    }
  }

  #at(step: Step, value: unknown): Found | undefined {
    this.#steps.push(step);
    const found = this.find(value);
    this.#steps.pop();
    return found;
  }

  #members(value: object): Found | undefined {
    for (const key of Object.keys(value)) {
      const step = Array.isArray(value) && /^\d+$/.test(key) ? Number(key) : key;
      const found = this.#at(step, (value as Record<string, unknown>)[key]);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #map(map: Map<unknown, unknown>): Found | undefined {
    let index = 0;
    for (const [key, value] of map) {
      const found = this.#at(mapKeyStep(index), key) ?? this.#at(mapValueStep(key, index), value);
      if (found !== undefined) return found;
      index++;
    }
    return undefined;
  }

  #set(set: Set<unknown>): Found | undefined {
    let index = 0;
    for (const value of set) {
      const found = this.#at(setStep(index++), value);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #test(value: object): Found | undefined {
    try {
      structuredClone(value);
      return undefined;
    } catch (error) {
      if (!isCloneError(error)) return undefined;
      const found = { value, steps: [...this.#steps] };
      if (!wasTaken(value)) return found;
      this.suspect ??= found;
      return undefined;
    }
  }
}
