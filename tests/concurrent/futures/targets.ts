// What the tests of concurrent.futures have done in threads.

import { SystemExit, task, tasks, transfer } from "@weft/concurrency/concurrent/futures";
import { currentThread } from "../../../_thread/current.ts";
import { enterGate, type Gate } from "./gate.ts";

export const multiply = task(import.meta, (a: number, b: number): number => a * b);
export const power = task(import.meta, (a: number, b: number): number => a ** b);
export const absolute = task(import.meta, (n: number): number => Math.abs(n));
export const divide = task(import.meta, (a: number, b: number): number => {
  if (b === 0) throw new RangeError("division by zero");
  return a / b;
});
export const identity = task(import.meta, <T>(value: T): T => value);
export const later = task(import.meta, async <T>(value: T): Promise<T> => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return value;
});
export const isNegativeZero = task(import.meta, (n: number): boolean => Object.is(n, -0));

/** Blocks its thread. */
export const sleep = task(import.meta, (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
});

/** Comes to the gate, if there is one, and gives the name of the thread. */
export const passGate = task(import.meta, (gate?: Gate): string => {
  if (gate !== undefined) enterGate(gate);
  return currentThread().record.name;
});

export const threadName = task(import.meta, (): string => currentThread().record.name);
export const threadIdent = task(import.meta, (): number => currentThread().ident);

/** Counts the calls in a word. */
export const count = task(import.meta, (words: Int32Array, index = 0): number => {
  return Atomics.add(words, index, 1) + 1;
});

/** Counts in a word and fails. */
export const countAndFail = task(import.meta, (words: Int32Array, index: number): never => {
  Atomics.add(words, index, 1);
  throw new RangeError(`task ${index}`);
});

/** How many run at the same time: [0] now. */
export const level = task(import.meta, (words: Int32Array): number => {
  const now = Atomics.add(words, 0, 1) + 1;
  Atomics.wait(words, 1, 0, 1);
  Atomics.sub(words, 0, 1);
  return now;
});

/** Appends to a list: [0] its length. */
export const append = task(import.meta, (list: Int32Array, value: number): void => {
  Atomics.store(list, 1 + Atomics.add(list, 0, 1), value);
});

export const openWord = task(import.meta, (words: Int32Array, index = 0): void => {
  Atomics.store(words, index, 1);
  Atomics.notify(words, index);
});

export const awaitWord = task(import.meta, (words: Int32Array, index = 0): boolean => {
  return Atomics.load(words, index) === 1 ||
    (Atomics.wait(words, index, 0, 10_000), Atomics.load(words, index) === 1);
});

/** Does not give the event loop of its thread a turn. */
export const compute = task(import.meta, (rounds: number): number => {
  let x = 1;
  for (let i = 0; i < rounds; i++) x = (x * 48271) % 2147483647;
  return x;
});

let remembered: unknown = "nothing";
let initialised = 0;
export const remember = task(import.meta, (...values: unknown[]): void => {
  remembered = values;
  initialised++;
});
export const rememberLater = task(import.meta, async (value: unknown): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  remembered = value;
});
export const recall = task(import.meta, (gate?: Gate): unknown => {
  if (gate !== undefined) enterGate(gate);
  return remembered;
});
export const initialisations = task(import.meta, (): number => initialised);
export const failToStart = task(import.meta, (gate: Gate): never => {
  enterGate(gate);
  throw new RangeError("no such database");
});

export const moveBack = task(import.meta, (bytes: Uint8Array): unknown => {
  const length = bytes.length;
  const moved = transfer(bytes, [bytes.buffer as ArrayBuffer]);
  return { length, moved };
});
export const lengthOf = task(import.meta, (bytes: Uint8Array): number => bytes.length);

export const exit = task(import.meta, (code: number): never => {
  throw new SystemExit(code);
});

export const apply = task(import.meta, (fn: (n: number) => number, n: number): number => fn(n));
export const adder = task(import.meta, (): unknown => multiply);

type Zlib = typeof import("node:zlib");
export const zlib: { [K in "gzipSync" | "gunzipSync"]: Zlib[K] } = tasks<Zlib>(
  import.meta,
  () => import("node:zlib"),
);
