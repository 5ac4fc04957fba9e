// Functions that end badly, for the crash suite.

import { task, tasks, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";

export class PaymentError extends Error {
  override name = "PaymentError";
  readonly code = "E_PAYMENT";
  constructor(message: string, readonly amount: number, options?: ErrorOptions) {
    super(message, options);
  }
}
task(import.meta, PaymentError);

export const add = task(import.meta, (a: number, b: number): number => a + b);

export const throwError = task(import.meta, (): never => {
  throw new PaymentError("no funds", 12, { cause: new RangeError("balance is 0") });
});

export const throwValue = task(import.meta, (value: unknown): never => {
  throw value;
});

export const reject = task(import.meta, async (): Promise<never> => {
  await Promise.resolve();
  throw new AggregateError([new TypeError("one"), new PaymentError("two", 2)], "several");
});

/** The rejection comes after the result; `told` is set to 1 once it has been seen by nobody. */
export const rejectLater = task(import.meta, (): string => {
  setTimeout(() => void Promise.reject(new Error("too late to matter")), 5);
  return "done";
});

/** Never settles by itself: the error that should settle it is thrown out of a timer. */
export const throwInTimer = task(import.meta, (): Promise<never> => {
  setTimeout(() => {
    throw new PaymentError("thrown by a timer", 3);
  }, 5);
  return new Promise(() => {});
});

const globals = globalThis as unknown as {
  Deno?: { exit(code?: number): never };
  process: { exit(code?: number): never };
  close?: () => void;
};

export const processExit = task(import.meta, (code: number): never => globals.process.exit(code));
export const denoExit = task(import.meta, (code: number): void => globals.Deno?.exit(code));
export const selfClose = task(import.meta, async (): Promise<void> => {
  globals.close!();
  await new Promise(() => {});
});
export const exitLater = task(import.meta, (): string => {
  setTimeout(() => globals.process.exit(7), 20);
  return "done";
});

export const never = task(import.meta, (): Promise<never> => new Promise(() => {}));

/** Blocks until word 0 is not 0. */
export const block = task(import.meta, (words: Int32Array): void => {
  Atomics.wait(words, 0, 0);
});

/** Ends its thread once word 0 is not 0. */
export const exitWhen = task(import.meta, (words: Int32Array, code: number): never => {
  Atomics.wait(words, 0, 0);
  return globals.process.exit(code);
});

export const returnUnclonable = task(
  import.meta,
  (): unknown => ({ list: [1, Promise.resolve(2)] }),
);

/** Can be sent, and can't be made again where it arrives. */
export class Hostile {
  static [Symbol.for("weft.reduce")](): unknown {
    return 1;
  }
  static [Symbol.for("weft.revive")](): never {
    throw new RangeError("not to be revived");
  }
}
task(import.meta, Hostile);
export const returnHostile = task(import.meta, (): unknown => new Hostile());

export const failToStart = task(import.meta, (): never => {
  throw new PaymentError("no initial funds", 0);
});

export const nested = task(import.meta, async (depth: number): Promise<number> => {
  if (depth === 0) return 0;
  await using inner = new ThreadPoolExecutor(1);
  return 1 + await inner.submit(nested, depth - 1);
});

export const nestedSync = task(import.meta, (depth: number): number => {
  if (depth === 0) return 0;
  const inner = new ThreadPoolExecutor(1);
  const result = 1 + inner.submit(nestedSync, depth - 1).resultSync();
  inner.shutdown();
  return result;
});

type Broken = { run(): number };
const source = (text: string) => () => import("data:text/javascript," + encodeURIComponent(text));

export const missing = tasks<Broken>(import.meta, () => import("./there_is_no_such" + ".ts"));
export const malformed = tasks<Broken>(import.meta, source("export const run = (;"));
export const throwing = tasks<Broken>(import.meta, source("throw new RangeError('at import');"));
export const endless = tasks<Broken>(
  import.meta,
  source("await new Promise(() => {}); export const run = () => 1;"),
);
export const exportless = tasks<Broken>(import.meta, source("export const other = 1;"));
