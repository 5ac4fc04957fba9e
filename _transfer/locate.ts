// Where in a value something is that was found in what it was packed to.

import { Kind, kindOf } from "./kind.ts";
import { formatPath, mapKeyStep, mapValueStep, setStep, type Step } from "./path.ts";

/** What holds the object, and the place of that under `root`; undefined when it is not to be found. */
export function locate(
  value: unknown,
  object: object,
  root: string,
): { path: string; holder: object } | undefined {
  const search = new Search(object);
  const holder = search.find(value);
  return holder && { path: formatPath(root, search.steps), holder };
}

class Search {
  readonly steps: Step[] = [];
  readonly #object: object;
  readonly #seen = new Set<unknown>();

  constructor(object: object) {
    this.#object = object;
  }

  find(value: unknown): object | undefined {
    if (typeof value !== "object" || value === null || this.#seen.has(value)) return undefined;
    this.#seen.add(value);
    if (value === this.#object) return value;
    if (ArrayBuffer.isView(value)) return value.buffer === this.#object ? value : undefined;
    const depth = this.steps.length;
    const found = this.#members(value);
    // What a lock, say, is made of is nobody's business.
    if (found === undefined || kindOf(value) !== Kind.REGISTERED) return found;
    this.steps.length = depth;
    return value;
  }

  #members(value: object): object | undefined {
    if (value instanceof Map) {
      let index = 0;
      for (const [key, member] of value) {
        const found = this.#at(mapKeyStep(index), key) ??
          this.#at(mapValueStep(key, index), member);
        if (found !== undefined) return found;
        index++;
      }
    } else if (value instanceof Set) {
      let index = 0;
      for (const member of value) {
        const found = this.#at(setStep(index++), member);
        if (found !== undefined) return found;
      }
    }
    for (const key of Object.keys(value)) {
      const step = Array.isArray(value) ? Number(key) : key;
      const found = this.#at(step, (value as Record<string, unknown>)[key]);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #at(step: Step, member: unknown): object | undefined {
    this.steps.push(step);
    const found = this.find(member);
    if (found === undefined) this.steps.pop();
    return found;
  }
}
