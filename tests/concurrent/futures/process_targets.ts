// What the tests of ProcessPoolExecutor have done in processes.

import process from "node:process";
import { ProcessPoolExecutor, task, transfer } from "@weft/concurrency/concurrent/futures";
import type {
  Connection,
  Event,
  Lock,
  Queue,
  Semaphore,
  SharedNumbers,
  Synchronized,
} from "@weft/concurrency/multiprocessing";
import { currentProcess, getContext, getStartMethod } from "@weft/concurrency/multiprocessing";

/** Where tasks come to, and wait until it is open. */
export interface ProcessGate {
  readonly come: Semaphore;
  readonly open: Event;
}

/** Comes to the gate, if there is one, and gives the process. */
export const passGate = task(import.meta, (gate?: ProcessGate): number => {
  gate?.come.release();
  gate?.open.waitSync();
  return process.pid;
});

export const pid = task(import.meta, (): number => process.pid);
export const processName = task(import.meta, (): string => currentProcess().name);
export const startMethod = task(import.meta, (): string => getStartMethod());
export const isDaemon = task(import.meta, (): boolean => currentProcess().daemon);

/** Counts the calls. */
export const count = task(import.meta, (calls: SharedNumbers<"i">, index = 0): number => {
  return Atomics.add(calls as unknown as Int32Array, index, 1) + 1;
});

let runs: Int32Array;
export const keepRuns = task(import.meta, (given: Int32Array): void => void (runs = given));
/** Counts the calls in what was kept; with a text it goes by message. */
export const countAt = task(import.meta, (index: number, _text?: string): number => {
  return Atomics.add(runs, index, 1) + 1;
});

const list: unknown[] = [];
export const append = task(import.meta, (value: unknown): void => void list.push(value));
export const readList = task(import.meta, (): unknown => list);

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
export const recall = task(import.meta, (): unknown => remembered);
export const initialisations = task(import.meta, (): number => initialised);

// With what processes share

export const addUnderLock = task(
  import.meta,
  (lock: Lock, value: Synchronized<number>, times: number): void => {
    for (let i = 0; i < times; i++) {
      lock.acquireSync();
      value.value += 1;
      lock.release();
    }
  },
);
export const addLater = task(
  import.meta,
  async (lock: Lock, value: Synchronized<number>): Promise<void> => {
    await lock.acquire();
    value.value += 1;
    lock.release();
  },
);
export const produce = task(import.meta, (queue: Queue, from: number, to: number): void => {
  for (let i = from; i < to; i++) queue.putSync(i);
});
export const answer = task(import.meta, (connection: Connection): void => {
  connection.sendSync({ got: connection.recvSync() });
  connection.close();
});
export const giveBack = task(import.meta, <T>(value: T): T => value);
export const fill = task(import.meta, (length: number, value: number): Uint8Array => {
  return new Uint8Array(length).fill(value);
});
export const moveBack = task(import.meta, (bytes: Uint8Array): unknown => {
  const length = bytes.length;
  const moved = transfer(bytes, [bytes.buffer as ArrayBuffer]);
  return { length, moved };
});
/** Of a byte of each page. */
export function addUp(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 4096) sum += bytes[i]!;
  return sum;
}

// Pools within tasks

export const factorial = task(import.meta, async (n: number): Promise<number> => {
  if (n === 0) return 1;
  await using inner = new ProcessPoolExecutor(1);
  return n * await inner.submit(factorial, n - 1);
});
export const factorialSync = task(import.meta, (n: number): number => {
  if (n === 0) return 1;
  const inner = new ProcessPoolExecutor(1);
  const result = n * inner.submit(factorialSync, n - 1).resultSync();
  void inner.shutdown();
  return result;
});
/** Leaves an inner pool behind that nobody shuts down, with work under way. */
export const leaveWork = task(import.meta, (calls: SharedNumbers<"i">): string => {
  const inner = new ProcessPoolExecutor({ maxWorkers: 1, mpContext: getContext("forkserver") });
  for (let i = 0; i < 3; i++) inner.submit(count, calls);
  return "left";
});
/** Runs a pool of processes in the thread that calls it. */
export const sumInProcesses = task(import.meta, async (n: number): Promise<number> => {
  await using inner = new ProcessPoolExecutor(2);
  const items = Array.from({ length: n }, (_, i) => i);
  let sum = 0;
  for await (const square of inner.map(squareOf, items)) sum += square;
  return sum;
});
export const sumInProcessesSync = task(import.meta, (n: number): number => {
  const inner = new ProcessPoolExecutor(2);
  const futures = Array.from({ length: n }, (_, i) => inner.submit(squareOf, i));
  const sum = futures.reduce((sum, future) => sum + future.resultSync(), 0);
  void inner.shutdown();
  return sum;
});
export const squareOf = task(import.meta, (n: number): number => n * n);
