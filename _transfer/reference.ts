// Functions and classes as data. A reference is plain JSON, and equal for equal functions.
//
//   task      module URL and key                      the other side imports the module, task() defines it there
//   export    key of the loader given to tasks()      … and calls the loader, then takes the export
//   source    source text                             evaluated there, once

import { RuntimeError } from "../_runtime/errors.ts";
import { cloneError } from "./clone_error.ts";
import { type AnyFunction, definitionOf, findDefinition, nameOf } from "./definitions.ts";
import { importModule, track } from "./import_module.ts";
import { evaluate, explainMissingName, type SourceReference, sourceReference } from "./source.ts";

export { importing } from "./import_module.ts";

export interface TaskReference {
  readonly type: "task";
  readonly url: string;
  readonly key: string;
  readonly name: string;
}
export interface ExportReference {
  readonly type: "export";
  readonly url: string;
  readonly key: string;
  readonly name: string;
}
/** A function or a class marked with task(), as data. */
export type FunctionReference = TaskReference | ExportReference | SourceReference;

// deno-lint-ignore no-explicit-any
export type ModuleLoader = () => Promise<any>;

/** References that are known: of what tasks() gave, and of functions that came from another thread. */
const references = new WeakMap<AnyFunction, FunctionReference>();
/** Exports that this thread has loaded, by loader. */
const exports = new WeakMap<ModuleLoader, Record<string, unknown>>();
const loading = new WeakMap<ModuleLoader, Promise<Record<string, unknown>>>();

export function setReference(fn: AnyFunction, reference: FunctionReference): void {
  references.set(fn, reference);
}

/** The function as data; throws DataCloneError when it can't be sent. */
export function refer(fn: AnyFunction, path: string): FunctionReference {
  const reference = referenceOf(fn);
  if (typeof reference === "string") throw cloneError(path, reference);
  return reference;
}

/** The function as data, or why it can't be sent. */
export function referenceOf(fn: AnyFunction): FunctionReference | string {
  const known = references.get(fn);
  if (known !== undefined) return known;
  const definition = definitionOf(fn);
  const reference: FunctionReference | string = definition === undefined
    ? sourceReference(fn)
    : { type: "task", ...definition, name: nameOf(fn) };
  if (typeof reference !== "string") references.set(fn, reference);
  return reference;
}

/** The function, where that needs no waiting in this thread. */
export function known(reference: FunctionReference): AnyFunction | undefined {
  if (reference.type === "source") return remember(evaluate(reference), reference);
  const found = findDefinition(reference.url, reference.key);
  if (found === undefined || reference.type === "task") return found;
  const module = exports.get(found);
  return module && exported(module, reference);
}

/** The function; a promise only when a module has to be loaded first. */
export function resolve(reference: FunctionReference): AnyFunction | Promise<AnyFunction> {
  return known(reference) ?? fetchFunction(reference as TaskReference | ExportReference);
}

async function fetchFunction(reference: TaskReference | ExportReference): Promise<AnyFunction> {
  const { type, url, key, name } = reference;
  let found = findDefinition(url, key);
  if (found === undefined) {
    await importModule(url);
    found = findDefinition(url, key);
  }
  if (found === undefined) {
    const [what, call] = type === "task" ? [`task "${name}"`, "task"] : [`"${name}"`, "tasks"];
    throw new RuntimeError(
      `${what} of ${url} was not defined when the module was imported: call ${call}() at its top level`,
    );
  }
  return type === "task" ? found : exported(await loadExports(found), reference);
}

function loadExports(loader: ModuleLoader): Promise<Record<string, unknown>> {
  let promise = loading.get(loader);
  if (promise === undefined) {
    promise = track(async () => {
      const module = await loader();
      exports.set(loader, module);
      return module;
    });
    loading.set(loader, promise);
    // A failure may be temporary, and whoever asks next deserves another try.
    promise.catch(() => loading.delete(loader));
  }
  return promise;
}

function exported(module: Record<string, unknown>, reference: ExportReference): AnyFunction {
  const { name, url } = reference;
  const fn = module?.[name];
  if (typeof fn !== "function") {
    const problem = fn === undefined ? "is not exported" : "is no function";
    throw new TypeError(`tasks: "${name}" ${problem} by the module that ${url} loads`);
  }
  return remember(fn as AnyFunction, reference);
}

// Lets a function that came from elsewhere be sent on.
function remember(fn: AnyFunction, reference: FunctionReference): AnyFunction {
  if (definitionOf(fn) === undefined && !references.has(fn)) references.set(fn, reference);
  return fn;
}

/** A function in place of one whose module is not loaded here: it loads the module when it is called. */
export function createStub(reference: FunctionReference): AnyFunction {
  const stub = async (...args: unknown[]): Promise<unknown> => {
    const fn = await resolve(reference);
    return fn(...args);
  };
  if (reference.type !== "source") {
    Object.defineProperty(stub, "name", { value: reference.name, configurable: true });
  }
  references.set(stub, reference);
  return stub;
}

/** An error thrown by a function that was sent: says so when the reason is a name that it left behind. */
export function explainReferenceError(error: unknown, reference: FunctionReference): unknown {
  return reference.type === "source" ? explainMissingName(error, reference) : error;
}
