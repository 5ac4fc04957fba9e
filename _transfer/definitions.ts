// What task() and tasks() have registered in this thread, by module URL and key.
//
// A key is name, length and hash of the source text, and the ordinal among the definitions of the module that are
// equal in these. Names alone would not do: a minifier removes them and a bundler puts equal ones under one URL. A
// plain ordinal would not do either: the main module defines less where `import.meta.main` is false.
//
// Another runtime has another source text, since each makes its own JavaScript of TypeScript. For its sake a key ends
// with the runtime, the number of parameters, and the ordinal among the definitions of that name with as many.

import { runtime } from "../_runtime/mod.ts";

/** Any function. */
// deno-lint-ignore no-explicit-any
export type AnyFunction = (...args: any[]) => any;

interface ModuleDefinitions {
  readonly functions: AnyFunction[];
  /** How many of `functions` have their key. */
  keyed: number;
  readonly byKey: Map<string, AnyFunction>;
  /** By what the key has for other runtimes. */
  readonly byPlace: Map<string, AnyFunction>;
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
    module = { functions: [], keyed: 0, byKey: new Map(), byPlace: new Map(), ordinals: new Map() };
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
  const [, own, name, other, place] = /^((.*?):[^:]*:[^:]*:[^:|]*)\|(.*):(.*)$/s.exec(key) ?? [];
  return module.byKey.get(own ?? key) ??
    (other === runtime().name ? undefined : module.byPlace.get(`${name}:${place}`));
}

// Reading the source text of every task would make importing cost something, so it waits for the first use.
function assignKeys(module: ModuleDefinitions): void {
  for (; module.keyed < module.functions.length; module.keyed++) {
    const fn = module.functions[module.keyed]!;
    const text = Function.prototype.toString.call(fn);
    const base = `${nameOf(fn)}:${text.length.toString(36)}:${hash(text).toString(36)}`;
    const place = `${fn.length}.${count(module, `${nameOf(fn)}:${fn.length}`)}`;
    const own = `${base}:${count(module, base)}`;
    module.byKey.set(own, fn);
    module.byPlace.set(`${nameOf(fn)}:${place}`, fn);
    keys.set(fn, `${own}|${runtime().name}:${place}`);
  }
}

/** How many there have been before. */
function count({ ordinals }: ModuleDefinitions, kind: string): number {
  const before = ordinals.get(kind) ?? 0;
  ordinals.set(kind, before + 1);
  return before;
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
