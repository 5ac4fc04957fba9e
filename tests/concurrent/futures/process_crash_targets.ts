// Functions and values that end their process, for the crash suite of ProcessPoolExecutor.

import process from "node:process";
import { ProcessPoolExecutor, task } from "@weft/concurrency/concurrent/futures";
import { parentProcess, type Semaphore } from "@weft/concurrency/multiprocessing";
import { Hostile } from "./crash_targets.ts";

const inChild = () => parentProcess() !== undefined;
const die = (signal: string) => {
  // V8 takes the first SIGSEGV for a fault of its own, which it is not.
  for (;;) {
    process.kill(process.pid, signal);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
};

export const killSelf = task(import.meta, (signal: string): void => die(signal));
export const killSelfLater = task(import.meta, async (signal: string): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  die(signal);
});
export const exitNow = task(import.meta, (code: number): void => process.exit(code));
export const denoExitNow = task(import.meta, (code: number): void => Deno.exit(code));
/** Says that it has begun, and never ends. */
export const beginAndBlock = task(import.meta, (begun: Semaphore): number => {
  begun.release();
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
export const allocateWithoutEnd = task(import.meta, (): number => {
  const all: unknown[] = [];
  for (;;) all.push(new Array(100_000).fill(0).map((_, i) => ({ i })));
});
export const never = task(import.meta, (): Promise<never> => new Promise(() => {}));

/** Ends the process that it arrives in, if it is a child. */
export class FatalArgument {
  constructor(readonly how: string) {}
  static [Symbol.for("weft.reduce")]({ how }: FatalArgument): unknown {
    return how;
  }
  static [Symbol.for("weft.revive")](how: string): FatalArgument {
    if (!inChild()) return new FatalArgument(how);
    if (how === "exit") process.exit(1);
    if (how === "throw") throw new RangeError("not to be revived");
    return die(how);
  }
}
task(import.meta, FatalArgument);

/** Ends the process that it is sent from, if it is a child. */
export class FatalResult {
  constructor(readonly how: string) {}
  static [Symbol.for("weft.reduce")]({ how }: FatalResult): unknown {
    if (!inChild()) return how;
    if (how === "exit") process.exit(1);
    if (how === "throw") throw new RangeError("not to be sent");
    return die(how);
  }
  static [Symbol.for("weft.revive")](how: string): FatalResult {
    return new FatalResult(how);
  }
}
task(import.meta, FatalResult);
export const returnFatal = task(import.meta, (how: string): unknown => new FatalResult(how));

export const failToStart = task(import.meta, (): never => {
  throw new RangeError("no such database");
});

export const throwHostile = task(import.meta, (): never => {
  throw new Hostile();
});

export const innerDies = task(import.meta, async (): Promise<unknown> => {
  const inner = new ProcessPoolExecutor(1);
  return await inner.submit(killSelf, "SIGKILL").exception();
});
