import type { AsyncContext } from "./runtime.ts";

interface Storage<T> {
  getStore(): T | undefined;
  run<R>(value: T, body: () => R): R;
}
interface AsyncHooks {
  AsyncLocalStorage: new <T>() => Storage<T>;
}
interface NodeProcess {
  getBuiltinModule?(name: "node:async_hooks"): AsyncHooks | undefined;
}

/** AsyncLocalStorage, where the platform has it: Deno, Bun, workerd with nodejs_compat. */
export function createAsyncContext<T>(): AsyncContext<T> | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  const hooks = process?.getBuiltinModule?.("node:async_hooks");
  if (hooks?.AsyncLocalStorage === undefined) return undefined;
  const storage = new hooks.AsyncLocalStorage<T>();
  return { get: () => storage.getStore(), run: (value, body) => storage.run(value, body) };
}
