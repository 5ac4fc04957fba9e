import { type AnyFunction, define, definitionOf } from "./definitions.ts";
import { describe } from "./clone_error.ts";
import { moduleUrl } from "./module_url.ts";
import { type ModuleLoader, setReference } from "./reference.ts";

/** The functions that a module of type `M` exports. */
export type Tasks<M> = { readonly [K in keyof M as M[K] extends AnyFunction ? K : never]: M[K] };

/**
 * The exported functions of another module, as sendable references with their types. The module itself is loaded only
 * where they run, so it may be heavy, or fit for worker threads only.
 *
 * ```ts
 * import { tasks, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
 *
 * const path = tasks(import.meta, () => import("node:path/posix"));
 *
 * if (import.meta.main) {
 *   await using executor = new ThreadPoolExecutor();
 *   console.log(await executor.submit(path.join, "a", "b"));
 * }
 * ```
 *
 * ```text
 * a/b
 * ```
 *
 * @param meta `import.meta` of the calling module.
 * @param load Loads the module; runs in the other thread.
 * @returns An object with a reference for every name. References can be sent, but not called here.
 * @throws TypeError where the calling module can't be imported elsewhere.
 */
export function tasks<M extends object>(meta: ImportMeta, load: () => Promise<M>): Tasks<M> {
  if (typeof load !== "function") {
    throw new TypeError(`tasks: load must be a function, got ${describe(load)}`);
  }
  const url = moduleUrl(meta, "tasks");
  if (url !== undefined) define(url, load);
  const references = new Map<string, AnyFunction>();
  return new Proxy(Object.freeze(Object.create(null)), {
    get(_, name) {
      // `then` would make the object a promise wherever it is awaited.
      if (typeof name === "symbol" || name === "then") return undefined;
      let reference = references.get(name);
      if (reference === undefined) {
        reference = exportReference(load, name);
        references.set(name, reference);
      }
      return reference;
    },
  });
}

function exportReference(load: ModuleLoader, name: string): AnyFunction {
  const reference = (): never => {
    throw new TypeError(
      `tasks: "${name}" is a reference that can only be sent, for example to submit(); ` +
        "to call it here, import its module",
    );
  };
  Object.defineProperty(reference, "name", { value: name, configurable: true });
  const definition = definitionOf(load);
  if (definition !== undefined) {
    setReference(reference, { type: "export", ...definition, name });
  }
  return reference;
}
