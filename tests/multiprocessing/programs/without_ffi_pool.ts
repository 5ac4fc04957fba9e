// A pool of processes in a Deno program without the permission to call the C library; prints the outcome of one case.

import {
  BrokenProcessPool,
  ProcessPoolExecutor,
  task,
  wait,
} from "@weft/concurrency/concurrent/futures";
import { type Connection, Pipe } from "@weft/concurrency/multiprocessing";

export const square = task(import.meta, (n: number) => n * n);
export const same = task(import.meta, <T>(value: T): T => value);
export const slow = task(import.meta, async (ms: number) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ms;
});
export const fail = task(import.meta, (text: string) => {
  throw new RangeError(text);
});
export const exitWith = task(import.meta, (code: number) => Deno.exit(code));
export const never = task(import.meta, () => new Promise(() => {}));
export const own = task(import.meta, () => Deno.pid);
export const reply = task(import.meta, async (connection: Connection) => {
  await connection.send(await connection.recv());
});
let ready = 0;
export const prepare = task(import.meta, (n: number) => void (ready = n));
export const prepared = task(import.meta, () => ready);

async function failure(body: () => unknown): Promise<Error> {
  try {
    await body();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it has not failed");
}

const cases: Record<string, () => unknown> = {
  async submit() {
    await using pool = new ProcessPoolExecutor(2);
    const value = { text: "x", bytes: new Uint8Array(100_000), map: new Map([[1, [undefined]]]) };
    const back = await pool.submit(same, value);
    return [
      await pool.submit(square, 7),
      await Promise.all([null, true, false, 0.5].map((plain) => pool.submit(same, plain))),
      await pool.submit(same, undefined) === undefined,
      Deno.inspect(back) === Deno.inspect(value),
    ];
  },
  async map() {
    await using pool = new ProcessPoolExecutor(2);
    const numbers = Array.from({ length: 300 }, (_, i) => i);
    const squares = await Array.fromAsync(pool.map(square, numbers));
    return squares.every((n, i) => n === i * i) && squares.length;
  },
  async errors() {
    await using pool = new ProcessPoolExecutor(1);
    const error = await failure(() => pool.submit(fail, "no"));
    const unsent = await failure(() => pool.submit(same, new WeakMap()));
    const unsettled = await failure(() => pool.submit(never));
    return [
      error instanceof RangeError,
      error.message,
      error.stack!.split("without_ffi_pool.ts").length - 1,
      unsent.name,
      unsettled.name,
      await pool.submit(square, 3),
    ];
  },
  async cancel() {
    await using pool = new ProcessPoolExecutor(1);
    await pool.submit(square, 1);
    const futures = [50, 60, 70].map((ms) => pool.submit(slow, ms));
    const answers = [futures[2]!.cancel(), futures[0]!.running(), futures[0]!.cancel()];
    await wait(futures);
    return [answers, futures.map((future) => future.cancelled())];
  },
  async stealing() {
    await using pool = new ProcessPoolExecutor(2);
    await Promise.all([pool.submit(slow, 1), pool.submit(slow, 1)]);
    const long = pool.submit(slow, 2000);
    const others = Array.from({ length: 20 }, (_, i) => pool.submit(square, i));
    await wait(others);
    const early = !long.done();
    await long;
    return early;
  },
  async blocking() {
    await using pool = new ProcessPoolExecutor(1);
    const future = pool.submit(slow, 1);
    const { name, message } = await failure(() => future.resultSync());
    return [name, message.includes("--allow-ffi"), await future];
  },
  async initializer() {
    const pool = new ProcessPoolExecutor({ maxWorkers: 1, initializer: prepare, initargs: [5] });
    const value = await pool.submit(prepared);
    await pool.shutdown();
    return value;
  },
  async replaced() {
    const pool = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerChild: 2 });
    const pids = await Promise.all([1, 2, 3, 4, 5].map(() => pool.submit(own)));
    await pool.shutdown();
    return new Set(pids).size;
  },
  async broken() {
    const pool = new ProcessPoolExecutor(2);
    const futures = [pool.submit(slow, 60_000), pool.submit(exitWith, 5)];
    const errors = await Promise.all(futures.map((future) => failure(() => future)));
    const later = await failure(() => pool.submit(square, 1));
    await pool.shutdown();
    return [
      [...errors, later].map((error) => error instanceof BrokenProcessPool),
      (errors[0] as BrokenProcessPool).exitcode,
    ];
  },
  async ended() {
    const pool = new ProcessPoolExecutor(1);
    const future = pool.submit(slow, 60_000);
    pool.killWorkers();
    return (await failure(() => future)).name;
  },
  async connection() {
    await using pool = new ProcessPoolExecutor(1);
    const [ours, theirs] = Pipe();
    const done = pool.submit(reply, theirs);
    await ours.send("by a pipe");
    const answer = await ours.recv();
    await done;
    return answer;
  },
  async left() {
    return await new ProcessPoolExecutor(2).submit(square, 9);
  },
};

if (import.meta.main) {
  const result = await cases[Deno.args[0]!]!();
  console.log(JSON.stringify(result));
}
