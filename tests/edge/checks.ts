// What every module promises where there are no threads and no processes. A check gets the modules that exist, by
// the names they are exported under, and says what is wrong by throwing; "skipped" stands for a module yet to come.
import { type Check, type Class, equal, exported, type Modules, notSupported } from "./support.ts";
import { queueChecks } from "./queue_checks.ts";
import { threadChecks } from "./thread_checks.ts";

export type { Check, Modules };

interface FutureLike {
  setResult(value: unknown): void;
  setException(error: unknown): void;
  result(): Promise<unknown>;
  done(): boolean;
}

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
  ...queueChecks,
  ...threadChecks,
};
