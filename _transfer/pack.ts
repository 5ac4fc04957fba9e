import { classReference } from "./class_reference.ts";
import { cannotSend, className, cloneError } from "./clone_error.ts";
import { describeError } from "./error_part.ts";
import type { AnyFunction } from "./definitions.ts";
import { Kind, kindOf } from "./kind.ts";
import { type ErrorPart, type InstancePart, type Part, setProperty } from "./parts.ts";
import { formatPath, mapKeyStep, mapValueStep, setStep, type Step } from "./path.ts";
import { cloneProblem } from "./platform_object.ts";
import { referenceOf } from "./reference.ts";
import { entryOf, viewEntry } from "./registry.ts";
import { needsHelp } from "./scan.ts";
import { type Mark, refuseDetached, transferablesOf, unmark } from "./transfer.ts";

/** A value ready for postMessage: `postMessage([value, parts], transfer ?? [])`. */
export interface Packed {
  value: unknown;
  parts: unknown[] | undefined;
  transfer: Transferable[] | undefined;
  /** What transfer() had marked, should it not be sent after all. */
  marks: readonly Mark[];
}

/**
 * Prepares a value for structured clone. It stays the same, not even copied, when nothing inside needs help; what can't
 * be sent throws a DataCloneError. `root` names the value there: "args" gives "args[1].handlers[0]: …".
 */
export function pack(value: unknown, root: string): Packed {
  if (!needsHelp(value)) return { value, parts: undefined, transfer: undefined, marks: NONE };
  const packer = new Packer(root);
  return packer.finish(value, packer.pack(value));
}

const NONE: readonly Mark[] = [];

/** Stands in the memory for a container that is being walked and of which there is no copy yet. */
const OPEN = {};

/**
 * Copies the containers that lead to something that needs help, and those of cycles on the way, and no others; what is
 * shared stays shared.
 */
export class Packer {
  readonly #root: string;
  readonly #steps: Step[] = [];
  readonly #copies = new Map<object, object>();
  readonly #marked: object[] = [];
  readonly #transfer = new Set<Transferable>();
  readonly #parts: Part[] = [];
  /** Instances of which the reduction is being packed, and that can't be part of it therefore. */
  readonly #reducing = new Set<object>();

  constructor(root: string) {
    this.#root = root;
  }

  finish(original: unknown, packed: unknown): Packed {
    const marks = this.#marked.map(unmark);
    const parts = this.#parts.length > 0 ? this.#parts : undefined;
    return {
      value: parts === undefined ? original : packed,
      parts,
      transfer: this.#transfer.size > 0 ? [...this.#transfer] : undefined,
      marks,
    };
  }

  pack(value: unknown): unknown {
    switch (typeof value) {
      case "object":
        return value === null ? null : this.#object(value);
      case "function":
        return this.#function(value as AnyFunction);
      case "symbol":
        throw this.#refuse(cannotSend(value));
      default:
        return value;
    }
  }

  /** `value` packed, or undefined when it can't be sent; then nothing of it is left. */
  tryPack(value: unknown, step: Step): { packed: unknown } | undefined {
    const counts = [this.#copies.size, this.#transfer.size];
    const lengths = [this.#parts.length, this.#marked.length, this.#steps.length];
    try {
      return { packed: this.#at(step, value) };
    } catch {
      truncate(this.#copies, counts[0]!);
      truncate(this.#transfer, counts[1]!);
      this.#parts.length = lengths[0]!;
      this.#marked.length = lengths[1]!;
      this.#steps.length = lengths[2]!;
      return undefined;
    }
  }

  #at(step: Step, value: unknown): unknown {
    this.#steps.push(step);
    const packed = this.pack(value);
    this.#steps.pop();
    return packed;
  }

  #path(): string {
    return formatPath(this.#root, this.#steps);
  }

  #refuse(problem: string): DOMException {
    return cloneError(this.#path(), problem);
  }

  #function(fn: AnyFunction): object {
    const done = this.#copies.get(fn);
    if (done !== undefined) return done;
    const reference = referenceOf(fn);
    if (typeof reference === "string") throw this.#refuse(reference);
    return this.#add(fn, { type: "function", reference });
  }

  #add<P extends Part>(original: object, part: P): P {
    this.#copies.set(original, part);
    this.#parts.push(part);
    return part;
  }

  #object(value: object): object {
    const done = this.#copies.get(value);
    if (done !== undefined) {
      if (this.#reducing.has(value)) throw this.#refuse(refersToItself(value));
      return done === OPEN ? this.#shell(value) : done;
    }
    const taken = this.#take(value);
    const kind = kindOf(value);
    switch (kind) {
      case Kind.LEAF:
        return value;
      case Kind.ERROR:
        return this.#error(value as Error);
      case Kind.REGISTERED:
        return this.#instance(value);
      case Kind.REFUSED:
        throw this.#refuse(cannotSend(value));
      case Kind.PLATFORM: {
        const problem = taken ? undefined : cloneProblem(value);
        if (problem !== undefined) throw this.#refuse(problem);
        return value;
      }
    }
    this.#copies.set(value, OPEN);
    const copy = kind === Kind.ARRAY
      ? this.#array(value as unknown[])
      : kind === Kind.MAP
      ? this.#map(value as Map<unknown, unknown>)
      : kind === Kind.SET
      ? this.#set(value as Set<unknown>)
      : this.#properties(value, kind === Kind.INSTANCE);
    this.#copies.set(value, copy);
    return copy;
  }

  /** Whether the value itself is to be moved; remembers what moves with it. */
  #take(value: object): boolean {
    const transferables = transferablesOf(value);
    if (transferables === undefined) return this.#transfer.has(value as Transferable);
    for (const item of transferables) {
      refuseDetached(item, this.#path());
      this.#transfer.add(item);
    }
    this.#marked.push(value);
    return this.#transfer.has(value as Transferable);
  }

  // The copy of a container, made as soon as something inside refers back to it.
  #shell(value: object): object {
    const shell = Array.isArray(value)
      ? []
      : value instanceof Map
      ? new Map()
      : value instanceof Set
      ? new Set()
      : {};
    this.#copies.set(value, shell);
    return shell;
  }

  #copyOf<T extends object>(value: T): T {
    const copy = this.#copies.get(value)!;
    return (copy === OPEN ? this.#shell(value) : copy) as T;
  }

  #array(array: unknown[]): object {
    const changes: [number, unknown][] = [];
    for (let i = 0; i < array.length; i++) {
      const item = array[i];
      if (isPlain(item)) continue;
      const packed = this.#at(i, item);
      if (packed !== item) changes.push([i, packed]);
    }
    if (changes.length === 0) return array;
    const copy = Object.assign(this.#copyOf(array), array);
    copy.length = array.length;
    for (const [i, packed] of changes) copy[i] = packed;
    return copy;
  }

  #properties(object: object, ofClass: boolean): object {
    const keys = Object.keys(object);
    const values: unknown[] = [];
    let changed = false;
    for (const key of keys) {
      // Read once: it may be a getter.
      const value = (object as Record<string, unknown>)[key];
      if (ofClass && typeof value === "function") this.#refuseMember(object, key);
      const packed = this.#at(key, value);
      if (!Object.is(packed, value)) changed = true;
      values.push(packed);
    }
    if (!changed) return object;
    const copy = this.#copyOf(object);
    keys.forEach((key, i) => setProperty(copy, key, values[i]));
    return copy;
  }

  // Its methods stay behind, so a function in a property is most likely a mistake.
  #refuseMember(object: object, key: string): never {
    this.#steps.push(key);
    throw this.#refuse(
      `a function in an instance of ${className(object)} can't be sent to another thread; ` +
        `mark the class with task(import.meta, …)`,
    );
  }

  #map(map: Map<unknown, unknown>): object {
    const entries: [unknown, unknown][] = [];
    let changed = false;
    for (const [key, value] of map) {
      const packedKey = this.#at(mapKeyStep(entries.length), key);
      const packed = this.#at(mapValueStep(key, entries.length), value);
      if (!Object.is(packedKey, key) || !Object.is(packed, value)) changed = true;
      entries.push([packedKey, packed]);
    }
    if (!changed) return map;
    const copy = this.#copyOf(map);
    for (const [key, value] of entries) copy.set(key, value);
    return copy;
  }

  #set(set: Set<unknown>): object {
    const items: unknown[] = [];
    let changed = false;
    for (const item of set) {
      const packed = this.#at(setStep(items.length), item);
      if (!Object.is(packed, item)) changed = true;
      items.push(packed);
    }
    if (!changed) return set;
    const copy = this.#copyOf(set);
    for (const item of items) copy.add(item);
    return copy;
  }

  #error(error: Error): ErrorPart {
    return describeError(error, this, (part) => this.#add(error, part));
  }

  #instance(value: object): InstancePart {
    const entry = ArrayBuffer.isView(value)
      ? viewEntry(value)!
      : entryOf(Object.getPrototypeOf(value))!;
    const part: InstancePart = {
      type: "instance",
      class: classReference(entry),
      data: undefined,
    };
    this.#add(value, part);
    if (entry.reduction !== undefined) {
      this.#reducing.add(value);
      part.data = this.pack(entry.reduction.reduce(value));
      this.#reducing.delete(value);
    } else {
      const data = {};
      for (const key of Object.keys(value)) {
        setProperty(data, key, this.#at(key, (value as Record<string, unknown>)[key]));
      }
      part.data = data;
    }
    return part;
  }
}

function isPlain(value: unknown): boolean {
  const type = typeof value;
  return value === null || (type !== "object" && type !== "function" && type !== "symbol");
}

function refersToItself(value: object): string {
  return `${cannotSend(value)} that refers to itself`;
}

/** Removes what was added last, down to `size`. */
function truncate<T>(collection: Map<T, unknown> | Set<T>, size: number): void {
  for (const key of [...collection.keys()].slice(size)) collection.delete(key);
}
