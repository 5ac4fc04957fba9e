// Which classes cross as themselves, and how.

import type { AnyFunction } from "./definitions.ts";

// deno-lint-ignore no-explicit-any
export type AnyClass = abstract new (...args: any[]) => any;

/** How instances cross when their own enumerable properties do not say it all. */
export interface Reduction<T = object> {
  /** What is sent in place of the instance: anything that can be sent. */
  reduce(instance: T): unknown;
  /** Makes the instance on the other side. */
  revive(data: unknown): T;
}

export interface ClassOptions<T = object> extends Partial<Reduction<T>> {
  /** Own properties that `reduce` sees to, so that a subclass need not send them. */
  own?: readonly string[];
  /** URL of the module that registers the class, for threads that have not loaded it: `() => import.meta.url`. */
  module?: () => string;
}

export interface ClassEntry {
  readonly Class: AnyClass;
  /** Undefined for a class that was marked with task(): it is found by module and key. */
  readonly tag: string | undefined;
  readonly reduction: Reduction | undefined;
  readonly module: (() => string) | undefined;
  readonly own: readonly string[];
}

const byPrototype = new WeakMap<object, ClassEntry>();
const byTag = new Map<string, ClassEntry>();

/** Makes instances of a class of this package sendable; without reduce and revive by their own enumerable properties. */
export function registerClass<C extends AnyClass>(
  tag: string,
  Class: C,
  options: ClassOptions<InstanceType<C>> = {},
): void {
  const { reduce, revive, module, own = [] } = options as ClassOptions;
  const reduction = reduce !== undefined && revive !== undefined ? { reduce, revive } : undefined;
  const entry: ClassEntry = { Class, tag, reduction, module, own };
  byPrototype.set(Class.prototype, entry);
  byTag.set(tag, entry);
}

/** Makes instances of a class that task() has defined sendable. */
export function registerTaskClass(Class: AnyClass): void {
  byPrototype.set(Class.prototype, {
    Class,
    tag: undefined,
    reduction: reductionOf(Class),
    module: undefined,
    own: inheritedEntry(Object.getPrototypeOf(Class.prototype))?.own ?? [],
  });
}

const REDUCE = Symbol.for("weft.reduce");
const REVIVE = Symbol.for("weft.revive");

// A class may say itself how it crosses, with two static methods; otherwise its base class may have said it.
function reductionOf(Class: AnyClass): Reduction | undefined {
  const statics = Class as unknown as Record<symbol, unknown>;
  const reduce = statics[REDUCE];
  const revive = statics[REVIVE];
  if (typeof reduce === "function" && typeof revive === "function") {
    return {
      reduce: (instance) => reduce.call(Class, instance),
      revive: (data) => revive.call(Class, data),
    };
  }
  const prototype = Object.getPrototypeOf(Class.prototype);
  const entry = inheritedEntry(prototype);
  const base = entry?.reduction ?? collectionReduction(prototype);
  if (base === undefined) return undefined;
  const own = new Set(entry?.own);
  return {
    reduce(instance) {
      const properties = Object.entries(instance).filter(([key]) => !own.has(key));
      return [base.reduce(instance), Object.fromEntries(properties)];
    },
    revive(data) {
      const [reduced, properties] = data as [unknown, object];
      const instance = base.revive(reduced);
      for (const [key, value] of Object.entries(properties)) {
        if (!Object.hasOwn(instance, key)) Object.assign(instance, { [key]: value });
      }
      return Object.setPrototypeOf(instance, Class.prototype);
    },
  };
}

// Whose contents are not in properties.
function collectionReduction(prototype: object | null): Reduction | undefined {
  for (const Class of [Map, Set, Array] as const) {
    if (prototype !== Class.prototype && !(prototype instanceof Class)) continue;
    return {
      reduce: (instance) => [...instance as Iterable<unknown>],
      revive: (data) =>
        Class === Array ? data as object : new (Class as SetConstructor)(data as []),
    };
  }
  return undefined;
}

let viewClass: ((view: ArrayBufferView) => AnyClass | undefined) | undefined;

/** Has views cross as a registered class does, where `classOf` names one: they are of no class of their own. */
export function registerViews(classOf: (view: ArrayBufferView) => AnyClass | undefined): void {
  viewClass = classOf;
}

/** How a view crosses, where it does not cross as every other one. */
export function viewEntry(view: ArrayBufferView): ClassEntry | undefined {
  const Class = viewClass?.(view);
  return Class && byPrototype.get(Class.prototype);
}

/** The entry of exactly this class. */
export function entryOf(prototype: object): ClassEntry | undefined {
  return byPrototype.get(prototype);
}

/** The entry of the class or of the nearest class it extends. */
export function inheritedEntry(prototype: object | null): ClassEntry | undefined {
  for (let at = prototype; at !== null; at = Object.getPrototypeOf(at)) {
    const entry = byPrototype.get(at);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

export function entryByTag(tag: string): ClassEntry | undefined {
  return byTag.get(tag);
}

/** Whether a function is a class: its `prototype` alone can't be replaced. */
export function isClass(fn: AnyFunction | AnyClass): fn is AnyClass {
  return Object.getOwnPropertyDescriptor(fn, "prototype")?.writable === false;
}
