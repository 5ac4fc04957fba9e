import { test } from "node:test";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  asCompleted,
  asCompletedSync,
  BrokenProcessPool,
  CancelledError,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  type Future,
  ProcessPoolExecutor,
  RuntimeError,
  SystemExit,
  ThreadPoolExecutor,
  TimeoutError,
  transfer,
  wait,
  waitSync,
} from "@weft/concurrency/concurrent/futures";
import {
  activeChildren,
  getContext,
  getStartMethod,
  Lock,
  Pipe,
  Queue,
  RawArray,
  setExecutable,
  setStartMethod,
  Value,
} from "@weft/concurrency/multiprocessing";
import { runtime } from "../../../_runtime/mod.ts";
import { PaymentError, reject, throwError } from "./crash_targets.ts";
import { busyPool, createGate, exists, gone, openGate, startedInGate } from "./process_gates.ts";
import * as target from "./process_targets.ts";
import { failed, finished, notified, pending, running } from "./states.ts";
import { absolute, divide, exit, later, multiply, power, sleep } from "./targets.ts";

const other = "Bun" in globalThis ? "deno" : "bun";
const otherRuntime = fileURLToPath(new URL(`../../../node_modules/.bin/${other}`, import.meta.url));
const range = (length: number) => Array.from({ length }, (_, i) => i);
const abandoned = (pids: Iterable<number>) => [...pids].filter(exists);

// For the tests that leave a pool as it was.
let shared: ProcessPoolExecutor | undefined;
const plain = () => shared ??= new ProcessPoolExecutor(2);

// submit

test("17.4.1 ProcessPoolExecutor.submit: gives a future of the call's result", async () => {
  assertEquals(await plain().submit(power, 2, 8).result(), 256);
  assertEquals(await plain().submit(power, 2, 8), 256);
});

test("17.4.1 ProcessPoolExecutor.submit: keyword arguments are an object", async () => {
  const product = ({ x, y }: { x: number; y: number }) => x * y;
  assertEquals(await plain().submit(product, { x: 2, y: 8 }), 16);
  const keys = (options: { self: number; fn: number }) => Object.keys(options);
  assertEquals(await plain().submit(keys, { self: 1, fn: 2 }), ["self", "fn"]);
});

test("17.4.1 ProcessPoolExecutor.submit: TypeError for anything but a function", () => {
  for (const wrong of [undefined, null, "text", 5, {}] as never[]) {
    assertThrows(() => Reflect.apply(plain().submit, plain(), [wrong]), TypeError, "fn must be");
  }
});

test("17.4.1 ProcessPoolExecutor.submit: a promise's result is the task's result", async () => {
  assertEquals(await plain().submit(later, "value"), "value");
});

test("17.4.3 ProcessPoolExecutor: every kind of value arrives as it was, both ways", async () => {
  const circle: unknown[] = [];
  circle.push(circle);
  const values = [
    ...[undefined, null, true, false, 0, -0, NaN, Infinity, 1.5, "", "text \ud800 ✓", 2n ** 70n],
    ...[[], {}, [1, [2, { a: undefined }]], new Map([["k", new Set([1])]]), new Date(5), /x/gi],
    ...[new Uint8Array([1, 2, 3]), new Float64Array([-0, NaN]), new ArrayBuffer(3)],
    ...["x".repeat(100_000), range(5000), circle],
  ];
  const futures = values.map((value) => plain().submit(target.giveBack, value));
  const results = await Promise.all(futures);
  results.forEach((result, i) => assertEquals(result, values[i]));
  assert(Object.is(results[5], -0));
});

test("17.4.3 ProcessPoolExecutor.submit: the arguments are those of the call", async () => {
  const { pool, gate } = busyPool(1);
  const list = [1];
  const futures = range(3).map((i) => {
    list.push(i);
    return pool.submit(target.giveBack, list);
  });
  list.length = 0;
  openGate(gate);
  assertEquals(await Promise.all(futures), [[1, 0], [1, 0, 1], [1, 0, 1, 2]]);
  await pool.shutdown();
});

test("17.4.3 ProcessPoolExecutor.submit: what can't be sent is refused at once, with its place", async () => {
  const pool = new ProcessPoolExecutor(2);
  const error = assertThrows(
    () => pool.submit(target.giveBack, { a: [1, Promise.resolve()] } as unknown),
    DOMException,
    "args[0].a[1]",
  );
  assertEquals(error.name, "DataCloneError");
  const words = new Int32Array(new SharedArrayBuffer(4));
  assertThrows(() => pool.submit(target.giveBack, words as unknown), DOMException, "args[0]");
  assertEquals(await pool.submit(multiply, 6, 7), 42);
  await pool.shutdown();
});

test("17.4.3 ProcessPoolExecutor: tasks are begun first in, first out", async () => {
  await using pool = new ProcessPoolExecutor(1);
  await wait(range(300).map((i) => pool.submit(target.append, i % 3 === 0 ? i : { i })));
  const expected = range(300).map((i) => i % 3 === 0 ? i : { i });
  assertEquals(await pool.submit(target.readList), expected);
});

// Workers

test("17.4.3 ProcessPoolExecutor: maxWorkers below 1 or no integer is a RangeError", () => {
  for (const wrong of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => new ProcessPoolExecutor(wrong), RangeError, "maxWorkers");
    const error = assertThrows(() => new ProcessPoolExecutor({ maxWorkers: wrong }), RangeError);
    assertStringIncludes(error.message, "greater than 0");
    assertStringIncludes(error.message, String(wrong));
  }
  for (const maxWorkers of ["2", null, {}, 2n] as never[]) {
    assertThrows(() => new ProcessPoolExecutor({ maxWorkers }), TypeError, "maxWorkers");
  }
});

test("17.4.3 ProcessPoolExecutor: maxWorkers is the number of CPUs by default", async () => {
  const limit = runtime().cpuCount();
  await using pool = new ProcessPoolExecutor();
  const gate = createGate();
  const futures = range(limit + 2).map(() => pool.submit(target.passGate, gate));
  startedInGate(gate, limit);
  assertEquals(futures.filter((future) => future.running()).length, limit);
  openGate(gate);
  assertEquals(new Set(await Promise.all(futures)).size, limit);
});

test("17.4.3 ProcessPoolExecutor: the workers are processes, started as they are needed (3.9)", async () => {
  const before = activeChildren().length;
  await using pool = new ProcessPoolExecutor(4);
  assertEquals(activeChildren().length, before);
  const gate = createGate();
  const futures = range(2).map(() => pool.submit(target.passGate, gate));
  startedInGate(gate, 2);
  assertEquals(activeChildren().length, before + 2);
  openGate(gate);
  const pids = new Set(await Promise.all(futures));
  assertEquals([pids.size, pids.has(process.pid)], [2, false]);
});

test("17.4.3 ProcessPoolExecutor: idle workers are used before new ones are started", async () => {
  await using pool = new ProcessPoolExecutor(4);
  const pids = new Set<number>();
  for (let i = 0; i < 3; i++) pids.add(await pool.submit(target.pid));
  assertEquals(pids.size, 1);
  const futures: Future<number>[] = [];
  for (let i = 0; i < 6; i++) {
    const future = pool.submit(target.pid);
    futures.push(future);
    if (i % 2 === 0) await future;
  }
  assert(new Set(await Promise.all(futures)).size <= 3);
});

test("17.4.3 ProcessPoolExecutor: a pool that was given nothing shuts down at once", async () => {
  await new ProcessPoolExecutor(3).shutdown();
  {
    await using _ = new ProcessPoolExecutor();
  }
});

test("17.4.3 ProcessPoolExecutor: the workers are no daemons, and named as processes are", async () => {
  assertEquals(await plain().submit(target.isDaemon), false);
  assertMatch(await plain().submit(target.processName), /^\w*Process-\d+$/);
});

test("17.4.3 ProcessPoolExecutor: mpContext says how processes are started (3.7)", async () => {
  for (const method of ["spawn", "forkserver"] as const) {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 2, mpContext: getContext(method) });
    assertEquals(await pool.submit(target.startMethod), method);
    assertEquals(
      await Array.fromAsync(pool.map(target.squareOf, range(10))),
      range(10).map((n) => n * n),
    );
  }
  for (const mpContext of ["spawn", 5, {}]) {
    assertThrows(() => new ProcessPoolExecutor({ mpContext }), TypeError, "mpContext");
  }
});

test("17.4.3 ProcessPoolExecutor: maxTasksPerChild replaces a worker after so many (3.11)", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerChild: 2 });
  const pids: number[] = [];
  for (let i = 0; i < 5; i++) pids.push(await pool.submit(target.pid));
  assertEquals([pids[0], pids[2]], [pids[1], pids[3]]);
  assertEquals(new Set(pids).size, 3);
  assertEquals(abandoned([pids[0]!, pids[2]!]), []);
});

test("17.4.3 ProcessPoolExecutor: maxTasksPerChild and shutdown at once, all are done", async () => {
  const pool = new ProcessPoolExecutor({ maxWorkers: 3, maxTasksPerChild: 1 });
  const futures = range(6).map((i) => pool.submit(multiply, i, i));
  await pool.shutdown();
  assertEquals(futures.map((future) => future.resultSync({ timeout: 0 })), [0, 1, 4, 9, 16, 25]);
});

test("17.4.3 ProcessPoolExecutor: maxTasksPerChild strands nothing when tasks are cancelled", async () => {
  const mpContext = getContext("forkserver");
  await using pool = new ProcessPoolExecutor({ maxWorkers: 2, maxTasksPerChild: 1, mpContext });
  for (let round = 0; round < 4; round++) {
    const futures = range(6).map((i) => pool.submit(multiply, i, i));
    const taken = futures.filter((future, i) => i % 2 === 1 && future.cancel());
    await wait(futures);
    assertEquals(futures.filter((future) => future.cancelled()), taken);
  }
});

test("17.4.3 ProcessPoolExecutor: maxTasksPerChild, while another pool is busy", async () => {
  const { pool: other, gate } = busyPool(1);
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerChild: 1 });
  for (let i = 0; i < 3; i++) {
    const pid = await pool.submit(target.pid);
    // Nothing else happens that would let the pool look.
    await gone(pid);
    assertNotEquals(await pool.submit(target.pid).result({ timeout: 10_000 }), pid);
  }
  openGate(gate);
  await other.shutdown();
});

test("17.4.3 ProcessPoolExecutor: maxTasksPerChild, callbacks that submit more, and shutdown", async () => {
  const mpContext = getContext("forkserver");
  const pool = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerChild: 1, mpContext });
  const results: number[] = [];
  await new Promise<void>((resolve) => {
    const next = (done: { resultSync(): number }): void => {
      results.push(done.resultSync());
      if (results.length === 10) return resolve();
      const future = pool.submit(multiply, results.length, 2);
      // Lets its worker end before its result is taken.
      if (results.length % 2 === 0) sleep(200);
      future.addDoneCallback(next);
    };
    pool.submit(multiply, 0, 2).addDoneCallback(next);
  });
  const last = pool.submit(multiply, 10, 2);
  sleep(200);
  await pool.shutdown();
  assertEquals([...results, last.resultSync()], range(11).map((n) => 2 * n));
});

test("17.4.3 ProcessPoolExecutor: maxTasksPerChild of some, with locks among the arguments", async () => {
  const calls = RawArray("i", 1);
  const mpContext = getContext("forkserver");
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerChild: 4, mpContext });
  const futures = range(10).map(() => pool.submit(target.count, calls));
  assertEquals(await Promise.all(futures), range(10).map((n) => n + 1));
});

test("17.4.3 ProcessPoolExecutor: a bad maxTasksPerChild is refused; without mpContext it is spawn", async () => {
  for (const maxTasksPerChild of [0, -1, 1.5]) {
    assertThrows(
      () => new ProcessPoolExecutor({ maxTasksPerChild }),
      RangeError,
      "maxTasksPerChild",
    );
  }
  for (const maxTasksPerChild of ["1", null] as never[]) {
    assertThrows(
      () => new ProcessPoolExecutor({ maxTasksPerChild }),
      TypeError,
      "maxTasksPerChild",
    );
  }
  const before = getStartMethod();
  setStartMethod("forkserver", { force: true });
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerChild: 5 });
  setStartMethod(before, { force: true });
  assertEquals(await pool.submit(target.startMethod), "spawn");
});

// Initializer

test("17.4.3 ProcessPoolExecutor: the initializer is called in each process first, once (3.7)", async () => {
  await using pool = new ProcessPoolExecutor({
    maxWorkers: 2,
    initializer: target.remember,
    initargs: ["initialized", { n: 1 }],
  });
  const gate = createGate();
  const futures = range(2).map(() => pool.submit(target.passGate, gate));
  startedInGate(gate, 2);
  openGate(gate);
  await wait(futures);
  for (const values of await Promise.all(range(8).map(() => pool.submit(target.recall)))) {
    assertEquals(values, ["initialized", { n: 1 }]);
  }
  for (let i = 0; i < 4; i++) assertEquals(await pool.submit(target.initialisations), 1);
});

test("17.4.3 ProcessPoolExecutor: an asynchronous initializer is waited for, and gets locks", async () => {
  const lock = new Lock();
  await using pool = new ProcessPoolExecutor({
    maxWorkers: 1,
    initializer: target.rememberLater,
    initargs: [lock],
  });
  assertInstanceOf(await pool.submit(target.recall), Lock);
});

test("17.4.3 ProcessPoolExecutor: bad initializer or initargs are refused at the call", () => {
  for (const initializer of [5, "text", null, {}] as never[]) {
    assertThrows(() => new ProcessPoolExecutor({ initializer }), TypeError, "initializer");
  }
  const initargs = [1, { a: Promise.resolve() }];
  const error = assertThrows(
    () => new ProcessPoolExecutor({ initializer: target.remember, initargs }),
    DOMException,
    "initargs[1].a",
  );
  assertEquals(error.name, "DataCloneError");
});

// shutdown

test("17.4.1 ProcessPoolExecutor.shutdown: submit is a RuntimeError afterwards", async () => {
  const pool = new ProcessPoolExecutor(1);
  const ended = pool.shutdown();
  const refused = "cannot schedule new futures after shutdown";
  assertThrows(() => pool.submit(power, 2, 5), RuntimeError, refused);
  await ended;
  assertThrows(() => pool.submit(power, 2, 5), RuntimeError, refused);
});

test("17.4.1 ProcessPoolExecutor.shutdown: waits until every task is done", async () => {
  const pool = new ProcessPoolExecutor(3);
  const calls = RawArray("i", 1);
  const futures: Future<unknown>[] = range(50).map(() => pool.submit(sleep, 3));
  for (let i = 0; i < 20; i++) futures.push(pool.submit(target.count, calls));
  await pool.shutdown();
  assertEquals(calls[0], 20);
  for (const future of futures) await future.result({ timeout: 0 });
});

test("17.4.1 ProcessPoolExecutor.shutdown: leaving a block gives all results and ends the processes", async () => {
  let results: AsyncIterable<number>;
  let pids: Future<number>[];
  {
    await using pool = new ProcessPoolExecutor(3);
    results = pool.map(absolute, range(10).map((n) => n - 5));
    pids = range(3).map(() => pool.submit(target.pid));
  }
  assertEquals(await Array.fromAsync(results), [5, 4, 3, 2, 1, 0, 1, 2, 3, 4]);
  assertEquals(abandoned(await Promise.all(pids)), []);
});

test("17.4.1 ProcessPoolExecutor.shutdown: without wait it settles at once, and queued work runs", async () => {
  const { pool, gate, blocked } = busyPool(1);
  const calls = RawArray("i", 1);
  const queued = range(100).map(() => pool.submit(target.count, calls));
  const results = pool.map(absolute, [-1, -2, -3]);
  await pool.shutdown({ wait: false });
  assertEquals([blocked[0]!.done(), calls[0]], [false, 0]);
  openGate(gate);
  await wait(queued);
  assertEquals(calls[0], 100);
  assertEquals(await Array.fromAsync(results), [1, 2, 3]);
});

test("17.4.1 ProcessPoolExecutor.shutdown: may be called again and again", async () => {
  const { pool, gate } = busyPool(2);
  const future = pool.submit(multiply, 6, 7);
  await pool.shutdown({ wait: false });
  const ended = [pool.shutdown(), pool.shutdown({ wait: true }), pool[Symbol.asyncDispose]()];
  openGate(gate);
  await Promise.all(ended);
  assertEquals(future.resultSync({ timeout: 0 }), 42);
  await pool.shutdown();
});

test("17.4.1 ProcessPoolExecutor.shutdown: cancelFutures cancels what has not begun (3.9)", async () => {
  const { pool, gate, blocked } = busyPool(2);
  const calls = RawArray("i", 1);
  // Some with descriptors, which are never posted ahead, and more others than are.
  const queued = range(300).map((i) =>
    i % 50 === 0 ? pool.submit(target.count, calls) : pool.submit(target.giveBack, { i })
  ) as Future<unknown>[];
  const ended = pool.shutdown({ cancelFutures: true });
  assert(queued.every((future) => future.cancelled()));
  assert(blocked.every((future) => future.running()));
  openGate(gate);
  await ended;
  assertEquals(calls[0], 0);
  await assertRejects(() => queued[0]!.result(), CancelledError);
});

test("17.4.1 ProcessPoolExecutor.shutdown: a task cancelled just before does not hang it (gh94440)", async () => {
  const pool = new ProcessPoolExecutor(1);
  await pool.submit(multiply, 1, 1);
  for (let i = 0; i < 20; i++) pool.submit(multiply, 1, 1).cancel();
  for (let i = 0; i < 20; i++) pool.submit(target.giveBack, new Lock()).cancel();
  await pool.shutdown({ wait: true });
});

test("17.4.1 ProcessPoolExecutor.shutdown: results of a map that nobody asked for (issue12456)", async () => {
  const pool = new ProcessPoolExecutor(3);
  pool.map(target.giveBack, ["a", "b", "c", "d", "e", "f"]);
  await pool.shutdown();
});

test("17.4.3 ProcessPoolExecutor: terminateWorkers and killWorkers end all (3.14)", async () => {
  for (const how of ["terminateWorkers", "killWorkers"] as const) {
    const { pool, blocked } = busyPool(2);
    const queued = range(100).map((i) => pool.submit(multiply, i, i));
    pool[how]();
    for (const future of [...blocked, ...queued]) {
      const error = await assertRejects(() => future.result({ timeout: 2000 }), BrokenProcessPool);
      assertStringIncludes(error.message, "its workers were ended");
      assertEquals(error.exitcode, undefined);
    }
    assertThrows(() => pool.submit(multiply, 1, 1), RuntimeError);
    await pool.shutdown();
    pool[how]();
  }
});

test("17.4.3 ProcessPoolExecutor: terminateWorkers of an idle pool, and of one without workers", async () => {
  const pool = new ProcessPoolExecutor(2);
  const pid = await pool.submit(target.pid);
  pool.terminateWorkers();
  await pool.shutdown();
  assertEquals(exists(pid), false);
  const unused = new ProcessPoolExecutor(2);
  unused.killWorkers();
  assertThrows(() => unused.submit(multiply, 1, 1), RuntimeError);
  await unused.shutdown();
});

// Futures

test("17.4.4 ProcessPoolExecutor: a task that has not begun can be cancelled, and never runs", async () => {
  const { pool, gate, blocked } = busyPool(1);
  const queued = range(200).map((i) => pool.submit(target.append, i));
  const odd = queued.filter((_, i) => i % 2 === 1);
  for (const future of queued) assertEquals([future.running(), future.done()], [false, false]);
  for (const future of odd) assertEquals(future.cancel(), true);
  for (const future of odd) assertEquals([future.cancel(), future.cancelled()], [true, true]);
  assertEquals([blocked[0]!.running(), blocked[0]!.cancel()], [true, false]);
  openGate(gate);
  assertEquals(await pool.submit(target.readList), range(100).map((n) => 2 * n));
  assertEquals([blocked[0]!.running(), blocked[0]!.cancel()], [false, false]);
  for (const future of odd) await assertRejects(() => future.result(), CancelledError);
  await pool.shutdown();
});

test("17.4.4 ProcessPoolExecutor: done callbacks are called in the owning process, once", async () => {
  const seen: unknown[] = [];
  const futures = [1, 2, 3].map((n) => {
    const future = plain().submit(divide, n, n - 2);
    future.addDoneCallback((done) => seen.push([n, done.exceptionSync() === null]));
    return future;
  });
  await wait(futures);
  assertEquals(seen.sort(), [[1, true], [2, false], [3, true]]);
  const second = new Promise<number>((resolve, reject) => {
    plain().submit(multiply, 2, 3).addDoneCallback((done) => {
      plain().submit(multiply, done.resultSync(), 7).then(resolve, reject);
    });
  });
  assertEquals(await second, 42);
});

test("17.4.4 ProcessPoolExecutor: resultSync blocks while processes start and compute", async () => {
  const pool = new ProcessPoolExecutor(2);
  assertEquals(pool.submit(multiply, 6, 7).resultSync(), 42);
  const futures = range(500).map((i) => pool.submit(multiply, i, 3));
  assertEquals(futures.map((future) => future.resultSync()), range(500).map((i) => i * 3));
  for (let i = 0; i < 50; i++) assertEquals(pool.submit(power, i, 2).resultSync(), i * i);
  const big = range(6).map((i) => pool.submit(target.fill, 1 << 20, i));
  big.forEach((future, i) => assertEquals(future.resultSync().at(-1), i));
  assertThrows(() => pool.submit(divide, 1, 0).resultSync(), RangeError, "division by zero");
  assertInstanceOf(pool.submit(divide, 1, 0).exceptionSync(), RangeError);
  await pool.shutdown();
});

test("17.4.4 ProcessPoolExecutor: a timeout leaves the task alone", async () => {
  const { pool, gate, blocked } = busyPool(1);
  await assertRejects(() => blocked[0]!.result({ timeout: 20 }), TimeoutError);
  assertThrows(() => blocked[0]!.resultSync({ timeout: 20 }), TimeoutError);
  openGate(gate);
  assert(blocked[0]!.resultSync() > 0);
  await pool.shutdown();
});

test("17.4.4 Future.done of ProcessPoolExecutor: asked in a loop without yielding, it becomes true", () => {
  const future = plain().submit(multiply, 6, 7);
  const end = performance.now() + 10_000;
  while (!future.done()) assert(performance.now() < end, "not done within 10 s");
  assertEquals(future.resultSync({ timeout: 0 }), 42);
});

// map

test("17.4.1 ProcessPoolExecutor.map: results in input order, whatever the chunksize", async () => {
  const expected = range(40).map((n) => n ** n);
  for (const chunksize of [1, 3, 6, 40, 50]) {
    const results = plain().map(power, range(40), range(40), { chunksize });
    assertEquals(await Array.fromAsync(results), expected, `chunksize ${chunksize}`);
  }
  assertEquals(await Array.fromAsync(plain().map(later, range(5), { chunksize: 2 })), range(5));
  assertEquals(await Array.fromAsync(plain().map(power, [], [], { chunksize: 2 })), []);
  for (const chunksize of [0, -1, 1.5]) {
    assertThrows(() => plain().map(absolute, [1], { chunksize }), RangeError, "chunksize");
  }
});

test("17.4.1 ProcessPoolExecutor.map: 100 tasks before any worker runs (gh105829)", async () => {
  await using pool = new ProcessPoolExecutor(2);
  assertEquals(await Array.fromAsync(pool.map(absolute, range(100))), range(100));
});

test("17.4.1 ProcessPoolExecutor.map: a chunk goes to one worker", async () => {
  await using pool = new ProcessPoolExecutor(2);
  const pids = await Array.fromAsync(pool.map((_: number) => process.pid, range(0)));
  assertEquals(pids, []);
  const chunks = await Array.fromAsync(pool.map(target.passGate, range(12).map(() => undefined), {
    chunksize: 4,
  }));
  for (const at of [0, 4, 8]) assertEquals(new Set(chunks.slice(at, at + 4)).size, 1);
});

test("17.4.1 ProcessPoolExecutor.map: all is read and submitted at the call, chunks or not", async () => {
  await using pool = new ProcessPoolExecutor(1);
  const calls = RawArray("i", 1);
  for (const chunksize of [1, 4]) {
    let read = 0;
    const items = (function* () {
      for (; read < 10; read++) yield calls;
    })();
    const results = pool.map(target.count, items, { chunksize });
    assertEquals(read, 10);
    await pool.submit(multiply, 1, 1);
    assertEquals(Atomics.exchange(calls as unknown as Int32Array, 0, 0), 10);
    assertEquals(await Array.fromAsync(results), range(10).map((n) => n + 1));
  }
});

test("17.4.1 ProcessPoolExecutor.map: with buffersize the input is read as results are taken (3.14)", async () => {
  for (const chunksize of [1, 2]) {
    let read = 0;
    const items = (function* () {
      for (;;) yield read++;
    })();
    const results = plain().map(absolute, items, { chunksize, buffersize: 4 });
    assertEquals(read, 4);
    for (let i = 0; i < 20; i++) assertEquals((await results.next()).value, i);
    assert(read <= 26, `${read} were read`);
    await results.return!();
  }
});

test("17.4.1 ProcessPoolExecutor.map: an error comes in its turn, and ends it", async () => {
  for (const chunksize of [1, 2]) {
    const results = plain().map(divide, [1, 1, 1, 1], [1, 2, 0, 1], { chunksize });
    assertEquals([(await results.next()).value, (await results.next()).value], [1, 0.5]);
    await assertRejects(() => results.next(), RangeError, "division by zero");
    assertEquals(await results.next(), { done: true, value: undefined });
  }
});

test("17.4.1 ProcessPoolExecutor.map: closed early, it cancels what has not begun", async () => {
  const { pool, gate } = busyPool(1);
  const calls = RawArray("i", 1);
  for (const chunksize of [1, 2]) {
    const results = pool.map(target.count, range(10).map(() => calls), { chunksize });
    await results.return!();
    assertEquals(await results.next(), { done: true, value: undefined });
  }
  openGate(gate);
  await pool.shutdown();
  assertEquals(calls[0], 0);
});

test("17.4.1 ProcessPoolExecutor.map: the timeout counts from the call", async () => {
  const { pool, gate, blocked } = busyPool(1);
  for (const chunksize of [1, 2]) {
    const results = pool.map(absolute, [1, 2, 3], { timeout: 30, chunksize });
    await assertRejects(() => results.next(), TimeoutError);
  }
  openGate(gate);
  await wait(blocked);
  const results = pool.map(sleep, [0, 0, 6000], { timeout: 1000 });
  assertEquals([(await results.next()).value, (await results.next()).value], [
    undefined,
    undefined,
  ]);
  await assertRejects(() => results.next(), TimeoutError);
  pool.killWorkers();
  await pool.shutdown();
});

// wait, asCompleted

test("17.4.5 wait: over a pool of processes, in every way", async () => {
  const { pool, gate, blocked } = busyPool(1);
  const slow = blocked[0] as Future<unknown>;
  const done = [notified(), failed(), finished()] as Future<unknown>[];
  const all = [...done, plain().submit(divide, 2, 0), plain().submit(multiply, 2, 21)];
  const every = await wait(all as Future<unknown>[]);
  assertEquals([every.done.size, every.notDone.size], [5, 0]);
  const good = plain().submit(multiply, 21, 2) as Future<unknown>;
  const first = await wait([slow, good], { returnWhen: FIRST_COMPLETED });
  assertEquals([[...first.done], [...first.notDone]], [[good], [slow]]);
  const some = await wait([done[0]!, done[2]!, slow], { returnWhen: FIRST_COMPLETED });
  assertEquals(some.done, new Set([done[0]!, done[2]!]));
  const bad = plain().submit(divide, 21, 0) as Future<unknown>;
  const exception = await wait([done[2]!, bad, slow], { returnWhen: FIRST_EXCEPTION });
  assertEquals([exception.done, exception.notDone], [new Set([done[2]!, bad]), new Set([slow])]);
  const late = await wait([...done, good, slow], { timeout: 50 });
  assertEquals([late.done, late.notDone], [new Set([...done, good]), new Set([slow])]);
  assertEquals(waitSync([slow], { timeout: 20 }).notDone.size, 1);
  openGate(gate);
  assertEquals(waitSync([slow, bad, good]).done.size, 3);
  await pool.shutdown();
});

test("17.4.5 asCompleted: over a pool of processes, blocking and not", async () => {
  const futures = [notified(), failed(), finished(), plain().submit(multiply, 2, 21)];
  const seen = new Set<unknown>();
  for await (const future of asCompleted([...futures, futures[3]!])) seen.add(future);
  assertEquals(seen, new Set(futures));
  const more = range(300).map((i) => plain().submit(multiply, i, 2));
  let sum = 0;
  for (const future of asCompletedSync(more, { timeout: 10_000 })) sum += future.resultSync();
  assertEquals(sum, 300 * 299);
  const { pool, gate, blocked } = busyPool(1);
  const mixed = [notified(), pending(), running(), finished(), ...blocked];
  const late = asCompleted(mixed, { timeout: 30 });
  await assertRejects(() => Array.fromAsync(late), TimeoutError, "3 (of 5) futures unfinished");
  openGate(gate);
  await pool.shutdown();
});

// Errors

test("17.4.3 ProcessPoolExecutor: an error arrives whole, with both places", async () => {
  const { pool, gate, blocked } = busyPool(1);
  const future = pool.submit(throwError);
  openGate(gate);
  const error = await assertRejects(() => future.result(), PaymentError);
  assertEquals([error.message, error.name, error.code], ["no funds", "PaymentError", "E_PAYMENT"]);
  assertEquals(error.amount, 12);
  assertInstanceOf(error.cause, RangeError);
  assertEquals((error.cause as Error).message, "balance is 0");
  const [far, near] = ["crash_targets.ts", "process_pool_test.ts"].map((file) =>
    error.stack!.indexOf(file)
  );
  assert(far! >= 0 && near! > far!, error.stack);
  const several = await assertRejects(() => pool.submit(reject).result(), AggregateError);
  assertInstanceOf(several.errors[0], TypeError);
  assertInstanceOf(several.errors[1], PaymentError);
  await wait(blocked);
  await pool.shutdown();
});

test("17.4.3 ProcessPoolExecutor: SystemExit is an error like others, the worker lives on", async () => {
  await using pool = new ProcessPoolExecutor(1);
  const before = await pool.submit(target.pid);
  const error = await assertRejects(() => pool.submit(exit, 1).result(), SystemExit);
  assertEquals(error.code, 1);
  assertEquals(await pool.submit(target.pid), before);
});

// What is sent

test("17.4.3 ProcessPoolExecutor: transfer takes from the sender what it moves, both ways", async () => {
  const bytes = new Uint8Array(100_000).fill(7);
  const future = plain().submit(target.moveBack, transfer(bytes, [bytes.buffer]));
  assertEquals(bytes.length, 0);
  const { length, moved } = await future as { length: number; moved: Uint8Array };
  assertEquals([length, moved.length, moved.at(-1)], [100_000, 100_000, 7]);
});

test("17.4.3 ProcessPoolExecutor: locks, values, queues and connections are arguments", async () => {
  await using pool = new ProcessPoolExecutor(2);
  const lock = new Lock();
  const value = Value("i", 0);
  const adding = range(4).map(() => pool.submit(target.addUnderLock, lock, value as never, 200));
  const queue = new Queue();
  const producing = [
    pool.submit(target.produce, queue, 0, 50),
    pool.submit(target.produce, queue, 50, 100),
  ];
  const got: unknown[] = [];
  for (let i = 0; i < 100; i++) got.push(await queue.get());
  assertEquals(new Set(got), new Set(range(100)));
  await Promise.all([...adding, ...producing]);
  assertEquals(value.value, 800);
  const [here, there] = Pipe();
  const answered = pool.submit(target.answer, there);
  there.close();
  await here.send("hello");
  assertEquals(await here.recv(), { got: "hello" });
  await answered;
  assertInstanceOf(await pool.submit(target.giveBack, lock), Lock);
  queue.close();
});

test("17.4.3 ProcessPoolExecutor: an asynchronous task may wait for what another process has", async () => {
  const lock = new Lock();
  const value = Value("i", 0);
  await using pool = new ProcessPoolExecutor(1);
  lock.acquireSync();
  const future = pool.submit(target.addLater, lock, value as never);
  while (!future.running()) await new Promise((resolve) => setTimeout(resolve, 1));
  lock.release();
  await future.result({ timeout: 5000 });
  assertEquals(value.value, 1);
});

// Pools elsewhere

test("17.4.3 ProcessPoolExecutor: pools within tasks, blocking and not", async () => {
  assertEquals(await plain().submit(target.factorial, 2), 2);
  assertEquals(await plain().submit(target.factorialSync, 2), 2);
});

test("17.4.3 ProcessPoolExecutor: an inner pool that nobody shuts down has done its work when its process ends", async () => {
  const calls = RawArray("i", 1);
  const pool = new ProcessPoolExecutor(1);
  assertEquals(await pool.submit(target.leaveWork, calls), "left");
  await pool.shutdown();
  assertEquals(calls[0], 3);
});

test("17.4.3 ProcessPoolExecutor: a pool in a thread of the program", async () => {
  await using threads = new ThreadPoolExecutor(2);
  const sums = [
    threads.submit(target.sumInProcesses, 20),
    threads.submit(target.sumInProcessesSync, 20),
  ];
  assertEquals(await Promise.all(sums), [2470, 2470]);
});

test("17.4.3 ProcessPoolExecutor: workers that are processes of the other runtime", {
  skip: !existsSync(otherRuntime),
}, async () => {
  const config = fileURLToPath(new URL("../../../deno.json", import.meta.url));
  const flags = ["run", "-A", "--no-check", `--config=${config}`];
  setExecutable(otherRuntime, other === "deno" ? flags : []);
  try {
    await using pool = new ProcessPoolExecutor(1);
    assertEquals(await pool.submit((): string => "Bun" in globalThis ? "bun" : "deno"), other);
    const values = [undefined, -0, 2n ** 70n, new Map([["k", [new Date(5), /x/g]]]), range(20_000)];
    for (const value of values) assertEquals(await pool.submit(target.giveBack, value), value);
    const items = range(500).map((i) => ({ i }));
    assertEquals(await Array.fromAsync(pool.map(target.giveBack, items, { chunksize: 7 })), items);
    const error = await assertRejects(() => pool.submit(throwError).result(), PaymentError);
    assertEquals([error.code, (error.cause as Error).message], ["E_PAYMENT", "balance is 0"]);
    assertStringIncludes(error.stack!, "crash_targets.ts");
    const [lock, value] = [new Lock(), Value("i", 0)];
    await pool.submit(target.addUnderLock, lock, value as never, 100);
    assertEquals(value.value, 100);
    process.kill(await pool.submit(target.pid), "SIGKILL");
    const submit = async () => await pool.submit(target.pid).result({ timeout: 5000 });
    assertEquals((await assertRejects(submit, BrokenProcessPool)).exitcode, -9);
  } finally {
    setExecutable(process.execPath);
  }
});

test("the shared pool ends", async () => {
  await shared?.shutdown();
});
