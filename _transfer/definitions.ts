// What task() and tasks() have registered in this thread, by module URL and key.
//
// A key is name, length and hash of the source text, and the ordinal among the definitions of the module that are
// equal in these. Names alone would not do: a minifier removes them and a bundler puts equal ones under one URL. A
// plain ordinal would not do either: the main module defines less where `import.meta.main` is false.

/** Any function. */
// deno-lint-ignore no-explicit-any
export type AnyFunction = (...args: any[]) => any;

interface ModuleDefinitions {
  readonly functions: AnyFunction[];
  /** How many of `functions` have their key. */
  keyed: number;
  readonly byKey: Map<string, AnyFunction>;
  readonly ordinals: Map<string, number>;
}

const modules = new Map<string, ModuleDefinitions>();
const urls = new WeakMap<AnyFunction, string>();
const keys = new WeakMap<AnyFunction, string>();

/** Registers `fn` with the module; a second registration of the same function changes nothing. */
export function define(url: string, fn: AnyFunction): void {
  if (urls.has(fn)) return;
  urls.set(fn, url);
  let module = modules.get(url);
  if (module === undefined) {
    module = { functions: [], keyed: 0, byKey: new Map(), ordinals: new Map() };
    modules.set(url, module);
  }
  module.functions.push(fn);
}

/** Where `fn` was defined, if it was. */
export function definitionOf(fn: AnyFunction): { url: string; key: string } | undefined {
  const url = urls.get(fn);
  if (url === undefined) return undefined;
  const module = modules.get(url);
  if (module === undefined) return { url, key: "" };
  assignKeys(module);
  return { url, key: keys.get(fn)! };
}

/** What the module has defined under the key in this thread so far. */
export function findDefinition(url: string, key: string): AnyFunction | undefined {
  const module = modules.get(url);
  if (module === undefined) return undefined;
  assignKeys(module);
  return module.byKey.get(key);
}

// Reading the source text of every task would make importing cost something, so it waits for the first use.
function assignKeys(module: ModuleDefinitions): void {
  for (; module.keyed < module.functions.length; module.keyed++) {
    const fn = module.functions[module.keyed]!;
    const text = Function.prototype.toString.call(fn);
    const base = `${nameOf(fn)}:${text.length.toString(36)}:${hash(text).toString(36)}`;
    const ordinal = module.ordinals.get(base) ?? 0;
    module.ordinals.set(base, ordinal + 1);
    const key = `${base}:${ordinal}`;
    module.byKey.set(key, fn);
    keys.set(fn, key);
  }
}

/** The declared name of a function or class; a class may have a static member called `name`. */
export function nameOf(fn: AnyFunction): string {
  return typeof fn.name === "string" ? fn.name : "";
}

// FNV-1a.
function hash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
