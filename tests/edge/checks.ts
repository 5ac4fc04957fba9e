// What every module promises where there are no threads and no processes. A check gets the modules that exist, by
// the names they are exported under, and says what is wrong by throwing; "skipped" stands for a module yet to come.

/** The public modules, by their names in deno.json ("./threading"). */
export type Modules = ReadonlyMap<string, Record<string, unknown>>;
export type Check = (modules: Modules) => unknown;

interface FutureLike {
  setResult(value: unknown): void;
  setException(error: unknown): void;
  result(): Promise<unknown>;
  done(): boolean;
}
type Class<T> = new (...args: unknown[]) => T;

export const checks: Readonly<Record<string, Check>> = {
  "concurrent/futures: a Future passes its result on": async (modules) => {
    const Future = exported<Class<FutureLike>>(modules, "./concurrent/futures", "Future");
    const future = new Future();
    equal(future.done(), false);
    future.setResult(42);
    equal(future.done(), true);
    equal(await future, 42);
    equal(await future.result(), 42);
  },
  "concurrent/futures: a Future passes its error on": async (modules) => {
    const Future = exported<Class<FutureLike>>(modules, "./concurrent/futures", "Future");
    const future = new Future();
    const error = new RangeError("out of range");
    future.setException(error);
    equal(await future.result().catch((e: unknown) => e), error);
  },
  "concurrent/futures: Executor can be extended": (modules) => {
    const Executor = exported<Class<object>>(modules, "./concurrent/futures", "Executor");
    class Mine extends Executor {}
    equal(new Mine() instanceof Executor, true);
  },
  "concurrent/futures: ThreadPoolExecutor is not supported, and says so": async (modules) => {
    const name = "./concurrent/futures";
    const ThreadPoolExecutor = exported<Class<unknown>>(modules, name, "ThreadPoolExecutor");
    await notSupported(modules, name, () => new ThreadPoolExecutor());
  },
};

function exported<T>(modules: Modules, module: string, name: string): T {
  const value = modules.get(module)?.[name];
  if (value === undefined) throw new Error(`${module} does not export ${name}`);
  return value as T;
}

async function notSupported(modules: Modules, module: string, use: () => unknown) {
  const NotSupportedError = exported<Class<Error>>(modules, module, "NotSupportedError");
  try {
    await use();
  } catch (error) {
    if (error instanceof NotSupportedError && error.message !== "") return;
    throw new Error(`expected a NotSupportedError, got ${error}`);
  }
  throw new Error("expected a NotSupportedError, nothing was thrown");
}

function equal(actual: unknown, expected: unknown) {
  if (!Object.is(actual, expected)) throw new Error(`expected ${expected}, got ${actual}`);
}
