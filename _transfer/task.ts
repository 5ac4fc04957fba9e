import { type AnyFunction, define } from "./definitions.ts";
import { describe } from "./clone_error.ts";
import { moduleUrl } from "./module_url.ts";
import { isClass, registerTaskClass } from "./registry.ts";

export type { AnyFunction } from "./definitions.ts";

/**
 * Marks a function, a Thread or Process subclass, or a value class of the calling module as sendable: it travels to
 * another thread or process by module URL and name, and the other side imports the module. Returns `fn` itself, still
 * callable as before.
 *
 * Call it at the top level of a module, so that importing the module defines the task again. Bundling and minifying
 * do not harm it. Instances of a marked class cross with their own enumerable properties and their prototype;
 * `#private` fields can't cross.
 *
 * ```ts
 * import { task, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
 *
 * const square = task(import.meta, (n: number): number => n * n);
 *
 * if (import.meta.main) {
 *   await using executor = new ThreadPoolExecutor();
 *   console.log(await executor.submit(square, 12));
 * }
 * ```
 *
 * ```text
 * 144
 * ```
 *
 * @param meta `import.meta` of the calling module.
 * @param fn The function or class.
 * @returns `fn` itself.
 * @throws TypeError where the module can't be imported elsewhere, as from a command line or a `blob:` URL.
 */
// deno-lint-ignore no-explicit-any
export function task<T extends AnyFunction | (abstract new (...args: any[]) => any)>(
  meta: ImportMeta,
  fn: T,
): T {
  if (typeof fn !== "function") {
    throw new TypeError(`task: fn must be a function or a class, got ${describe(fn)}`);
  }
  const url = moduleUrl(meta, "task");
  if (url === undefined) return fn;
  define(url, fn as AnyFunction);
  if (isClass(fn)) registerTaskClass(fn);
  return fn;
}
