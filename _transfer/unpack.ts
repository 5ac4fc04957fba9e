import { knownClass } from "./class_reference.ts";
import { createError, fillError } from "./error_part.ts";
import { RuntimeError } from "../_runtime/errors.ts";
import { importModule, importModuleSync } from "./import_module.ts";
import type { AnyFunction } from "./definitions.ts";
import { type ClassReference, type InstancePart, type Part, setProperty } from "./parts.ts";
import { createStub, type FunctionReference, known, resolve } from "./reference.ts";
import { entryOf } from "./registry.ts";

/** Loads the modules that functions and classes in `parts` need; undefined when nothing has to be loaded. */
export function load(parts: unknown[]): Promise<void> | undefined {
  let loading: Promise<unknown>[] | undefined;
  for (const part of parts as Part[]) {
    const wait = part.type === "function" ? loaded(resolve(part.reference)) : loadClass(part.class);
    if (wait === undefined) continue;
    // An error is one without its class, too.
    (loading ??= []).push(part.type === "error" ? wait.catch(() => {}) : wait);
  }
  return loading && Promise.all(loading).then(() => {});
}

/**
 * The same without waiting, as far as it goes: a function that it can't load will load its module when it is called.
 *
 * @throws RuntimeError when an instance is of a class whose module can't be loaded that way.
 */
export function loadSync(parts: unknown[]): void {
  for (const part of parts as Part[]) {
    const url = part.type === "function"
      ? unknownModule(part.reference)
      : unknownClassModule(part.class);
    if (url === undefined) continue;
    try {
      importModuleSync(url);
    } catch (cause) {
      if (part.type !== "instance") continue;
      throw new RuntimeError(
        `the class of an instance that was sent is in ${url}, which can't be loaded while the ` +
          "thread is blocked; import it before, or use the asynchronous form (without Sync)",
        { cause },
      );
    }
  }
}

function unknownModule(reference: FunctionReference): string | undefined {
  return reference.type === "source" || known(reference) !== undefined ? undefined : reference.url;
}

function unknownClassModule(reference: ClassReference): string | undefined {
  if (knownClass(reference) !== undefined || "global" in reference) return undefined;
  return "type" in reference ? unknownModule(reference) : reference.module;
}

function loaded(fn: AnyFunction | Promise<AnyFunction>): Promise<unknown> | undefined {
  return fn instanceof Promise ? fn : undefined;
}

function loadClass(reference: ClassReference): Promise<unknown> | undefined {
  if (knownClass(reference) !== undefined || "global" in reference) return undefined;
  if ("type" in reference) return loaded(resolve(reference));
  return reference.module === undefined ? undefined : importModule(reference.module);
}

/**
 * The value as it was before pack(), made from what arrived, which is changed for it. Where modules have not been loaded
 * before, a function loads its own when it is called, an instance is plain data, and an error has a class it extends.
 */
export function unpack(value: unknown, parts: unknown[] | undefined): unknown {
  return parts === undefined ? value : new Unpacker(parts as Part[]).unpack(value);
}

class Unpacker {
  /** Parts, and what each has become; itself until then. */
  readonly #parts = new Map<object, unknown>();
  readonly #seen = new Set<object>();

  constructor(parts: Part[]) {
    for (const part of parts) this.#parts.set(part, part);
  }

  unpack = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || this.#seen.has(value)) return value;
    const made = this.#parts.get(value);
    if (made !== undefined) return made === value ? this.#make(value as Part) : made;
    this.#seen.add(value);
    if (Array.isArray(value)) this.#properties(value);
    else if (value instanceof Map) this.#map(value);
    else if (value instanceof Set) this.#set(value);
    else if (Object.getPrototypeOf(value) === Object.prototype) this.#properties(value);
    return value;
  };

  #make(part: Part): unknown {
    switch (part.type) {
      case "function":
        return this.#made(part, known(part.reference) ?? createStub(part.reference));
      case "error": {
        const error = createError(part);
        this.#made(part, error);
        fillError(error, part, this.unpack);
        return error;
      }
      case "instance":
        return this.#instance(part);
    }
  }

  #made<T>(part: Part, value: T): T {
    this.#parts.set(part, value);
    return value;
  }

  #instance(part: InstancePart): unknown {
    const Class = knownClass(part.class);
    const reduction = Class && entryOf(Class.prototype)?.reduction;
    if (reduction !== undefined) {
      return this.#made(part, reduction.revive(this.unpack(part.data)));
    }
    const instance = this.#made(part, Object.create(Class?.prototype ?? Object.prototype));
    for (const [key, value] of Object.entries(part.data as object)) {
      Object.defineProperty(instance, key, {
        value: this.unpack(value),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return instance;
  }

  #properties(object: object): void {
    for (const key of Object.keys(object)) {
      const value = (object as Record<string, unknown>)[key];
      if (typeof value !== "object") continue;
      const made = this.unpack(value);
      if (made !== value) setProperty(object, key, made);
    }
  }

  #map(map: Map<unknown, unknown>): void {
    let changed = false;
    const entries = [...map].map(([key, value]) => {
      const entry = [this.unpack(key), this.unpack(value)] as const;
      changed ||= entry[0] !== key || entry[1] !== value;
      return entry;
    });
    if (!changed) return;
    map.clear();
    for (const [key, value] of entries) map.set(key, value);
  }

  #set(set: Set<unknown>): void {
    let changed = false;
    const items = [...set].map((value) => {
      const item = this.unpack(value);
      changed ||= item !== value;
      return item;
    });
    if (!changed) return;
    set.clear();
    for (const item of items) set.add(item);
  }
}
