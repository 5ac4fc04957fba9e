// What the checks are made of.

/** The public modules, by their names in deno.json ("./threading"). */
export type Modules = ReadonlyMap<string, Record<string, unknown>>;
export type Check = (modules: Modules) => unknown;

export type Class<T> = new (...args: unknown[]) => T;

export function exported<T>(modules: Modules, module: string, name: string): T {
  const value = modules.get(module)?.[name];
  if (value === undefined) throw new Error(`${module} does not export ${name}`);
  return value as T;
}

export function create<T>(modules: Modules, module: string, name: string, ...args: unknown[]): T {
  return new (exported<Class<T>>(modules, module, name))(...args);
}

export function call<T>(modules: Modules, module: string, name: string, ...args: unknown[]): T {
  return exported<(...args: unknown[]) => T>(modules, module, name)(...args);
}

export async function notSupported(modules: Modules, module: string, use: () => unknown) {
  const NotSupportedError = exported<Class<Error>>(modules, module, "NotSupportedError");
  try {
    await use();
  } catch (error) {
    if (error instanceof NotSupportedError && error.message !== "") return;
    throw new Error(`expected a NotSupportedError, got ${error}`);
  }
  throw new Error("expected a NotSupportedError, nothing was thrown");
}

export function equal(actual: unknown, expected: unknown) {
  if (!Object.is(actual, expected)) throw new Error(`expected ${expected}, got ${actual}`);
}
