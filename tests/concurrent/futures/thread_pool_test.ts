import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  asCompleted,
  asCompletedSync,
  BrokenThreadPool,
  CancelledError,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  type Future,
  RuntimeError,
  SystemExit,
  ThreadPoolExecutor,
  TimeoutError,
  wait,
  waitSync,
} from "@weft/concurrency/concurrent/futures";
import { runtime } from "../../../_runtime/mod.ts";
import { Flag } from "../../../_sync/flag.ts";
import { captureStderr } from "../../support/stderr.ts";
import { cameToGate, createGate, openGate, startedInGate } from "./gate.ts";
import { failed, finished, notified } from "./states.ts";
import * as target from "./targets.ts";

const range = (length: number) => Array.from({ length }, (_, i) => i);
const words = (length = 1) => new Int32Array(new SharedArrayBuffer(4 * length));

/** A pool whose `count` workers all wait at a gate. */
function busyPool(count: number, prefix?: string) {
  const pool = new ThreadPoolExecutor({ maxWorkers: count, threadNamePrefix: prefix });
  const gate = createGate();
  const blocked = range(count).map(() => pool.submit(target.passGate, gate));
  startedInGate(gate, count);
  return { pool, gate, blocked };
}

// submit

test("17.4.1 ThreadPoolExecutor.submit: gives a future of the call's result", async () => {
  await using pool = new ThreadPoolExecutor();
  assertEquals(await pool.submit(target.power, 2, 8).result(), 256);
  assertEquals(await pool.submit(target.power, 2, 8), 256);
});

test("17.4.1 ThreadPoolExecutor.submit: keyword arguments are an object", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const multiply = ({ x, y }: { x: number; y: number }) => x * y;
  assertEquals(await pool.submit(multiply, { x: 2, y: 8 }), 16);
  const keys = (options: { self: number; fn: number }) => Object.keys(options);
  assertEquals(await pool.submit(keys, { self: 1, fn: 2 }), ["self", "fn"]);
});

test("17.4.1 ThreadPoolExecutor.submit: TypeError for anything but a function", async () => {
  await using pool = new ThreadPoolExecutor(1);
  for (const wrong of [undefined, null, "text", 5, {}] as never[]) {
    assertThrows(() => Reflect.apply(pool.submit, pool, [wrong]), TypeError, "fn must be");
  }
});

test("17.4.1 ThreadPoolExecutor.submit: a promise's result is the task's result", async () => {
  await using pool = new ThreadPoolExecutor(1);
  assertEquals(await pool.submit(target.later, "value"), "value");
});

test("17.4.2 ThreadPoolExecutor: an asynchronous task keeps its thread", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const order: string[] = [];
  const futures = ["first", "second", "third"].map((name) => {
    const future = pool.submit(target.later<string>, name);
    future.addDoneCallback((done) => order.push(done.resultSync()));
    return future;
  });
  await wait(futures);
  assertEquals(order, ["first", "second", "third"]);
});

test("17.4.2 ThreadPoolExecutor: tasks are begun first in, first out", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const list = words(301);
  await wait(range(300).map((i) => pool.submit(target.append, list, i)));
  assertEquals([...list], [300, ...range(300)]);
});

// Workers

test("17.4.2 ThreadPoolExecutor: maxWorkers below 1 or no integer is a RangeError", () => {
  for (const wrong of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => new ThreadPoolExecutor(wrong), RangeError, "maxWorkers");
    const error = assertThrows(() => new ThreadPoolExecutor({ maxWorkers: wrong }), RangeError);
    assertStringIncludes(error.message, "greater than 0");
    assertStringIncludes(error.message, String(wrong));
  }
});

test("17.4.2 ThreadPoolExecutor: maxWorkers that is no number is a TypeError", () => {
  for (const maxWorkers of ["2", null, {}, 2n] as never[]) {
    assertThrows(() => new ThreadPoolExecutor({ maxWorkers }), TypeError, "maxWorkers");
  }
});

test("17.4.2 ThreadPoolExecutor: maxWorkers is min(32, CPUs + 4) by default", async () => {
  const limit = Math.min(32, runtime().cpuCount() + 4);
  await using pool = new ThreadPoolExecutor();
  const gate = createGate();
  const futures = range(limit + 3).map(() => pool.submit(target.passGate, gate));
  startedInGate(gate, limit);
  assertEquals(futures.filter((future) => future.running()).length, limit);
  openGate(gate);
  assertEquals(new Set(await Promise.all(futures)).size, limit);
});

test("17.4.2 ThreadPoolExecutor: threads are named by the prefix and a number", async () => {
  const { pool, gate, blocked } = busyPool(5, "SpecialPool");
  openGate(gate);
  const names = await Promise.all(blocked);
  assertEquals(names.sort(), range(5).map((i) => `SpecialPool_${i}`));
  await pool.shutdown();
});

test("17.4.2 ThreadPoolExecutor: threads are named ThreadPoolExecutor-N by default", async () => {
  await using first = new ThreadPoolExecutor(1);
  await using second = new ThreadPoolExecutor({ maxWorkers: 1 });
  const names = [await first.submit(target.threadName), await second.submit(target.threadName)];
  for (const name of names) assertMatch(name, /^ThreadPoolExecutor-\d+_0$/);
  assert(names[0] !== names[1]);
});

test("17.4.2 ThreadPoolExecutor: threads start as they are needed, no more than maxWorkers", async () => {
  await using pool = new ThreadPoolExecutor(5);
  const gate = createGate();
  const futures = range(3).map(() => pool.submit(target.passGate, gate));
  startedInGate(gate, 3);
  openGate(gate);
  assertEquals(new Set(await Promise.all(futures)).size, 3);
});

test("17.4.2 ThreadPoolExecutor: idle threads are used before new ones (3.8)", async () => {
  await using pool = new ThreadPoolExecutor(4);
  const idents = new Set<number>();
  const names = new Set<string>();
  for (let i = 0; i < 3; i++) {
    idents.add(await pool.submit(target.threadIdent));
    names.add(await pool.submit(target.threadName));
  }
  assertEquals([idents.size, names.size], [1, 1]);
});

test("17.4.2 ThreadPoolExecutor: a pool that was given nothing shuts down at once", async () => {
  await new ThreadPoolExecutor(3).shutdown();
  {
    await using _ = new ThreadPoolExecutor();
  }
});

// Initializer

test("17.4.2 ThreadPoolExecutor: the initializer is called in each thread first (3.7)", async () => {
  const initargs = ["initialized", { n: 1 }];
  await using pool = new ThreadPoolExecutor({
    maxWorkers: 2,
    initializer: target.remember,
    initargs,
  });
  // What they were when the pool was made.
  initargs.push("later");
  (initargs[1] as { n: number }).n = 2;
  const gate = createGate();
  const futures = range(2).map(() => pool.submit(target.recall, gate));
  startedInGate(gate, 2);
  openGate(gate);
  for (const values of await Promise.all(futures)) {
    assertEquals(values, ["initialized", { n: 1 }]);
  }
});

test("17.4.2 ThreadPoolExecutor: the initializer is called once a thread", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1, initializer: target.remember });
  const before = await pool.submit(target.initialisations);
  for (let i = 0; i < 3; i++) {
    assertEquals(await pool.submit(target.initialisations), before);
  }
});

test("17.4.2 ThreadPoolExecutor: an asynchronous initializer is waited for", async () => {
  await using pool = new ThreadPoolExecutor({
    maxWorkers: 1,
    initializer: target.rememberLater,
    initargs: ["in time"],
  });
  assertEquals(await pool.submit(target.recall), "in time");
});

test("17.4.2 ThreadPoolExecutor: an initializer that fails is reported and breaks the pool", async () => {
  const report = await captureStderr(async () => {
    const gate = createGate();
    const pool = new ThreadPoolExecutor({
      maxWorkers: 2,
      initializer: target.failToStart,
      initargs: [gate],
    });
    const futures = range(5).map((i) => pool.submit(target.multiply, i, i));
    openGate(gate);
    for (const future of futures) {
      const error = await assertRejects(() => future.result({ timeout: 10_000 }), BrokenThreadPool);
      assertInstanceOf(error.cause, RangeError);
    }
    assertThrows(() => pool.submit(target.multiply, 1, 1), BrokenThreadPool, "initializer");
    await pool.shutdown();
  });
  assertStringIncludes(report, "RangeError: no such database");
});

test("17.4.2 ThreadPoolExecutor: bad initializer or initargs are refused at the call", () => {
  for (const initializer of [5, "text", null, {}] as never[]) {
    assertThrows(() => new ThreadPoolExecutor({ initializer }), TypeError, "initializer");
  }
  const initargs = [1, { a: Promise.resolve() }];
  const error = assertThrows(
    () => new ThreadPoolExecutor({ initializer: target.remember, initargs }),
    DOMException,
    "initargs[1].a",
  );
  assertEquals(error.name, "DataCloneError");
});

// shutdown

test("17.4.1 ThreadPoolExecutor.shutdown: submit is a RuntimeError afterwards", async () => {
  const pool = new ThreadPoolExecutor(1);
  const ended = pool.shutdown();
  const refused = "cannot schedule new futures after shutdown";
  assertThrows(() => pool.submit(target.power, 2, 5), RuntimeError, refused);
  await ended;
  assertThrows(() => pool.submit(target.power, 2, 5), RuntimeError, refused);
});

test("17.4.1 ThreadPoolExecutor.shutdown: waits until every task is done", async () => {
  const pool = new ThreadPoolExecutor(5);
  const done = words();
  const futures = range(50).map(() => pool.submit(target.sleep, 10));
  for (let i = 0; i < 50; i++) futures.push(pool.submit(target.count, done) as never);
  await pool.shutdown();
  assertEquals(done[0], 50);
  assert(futures.every((future) => future.done()));
  for (const future of futures) await future.result({ timeout: 0 });
});

test("17.4.1 ThreadPoolExecutor.shutdown: leaving a block gives all results and ends the threads", async () => {
  let results: AsyncIterable<number>;
  {
    await using pool = new ThreadPoolExecutor(5);
    results = pool.map(target.absolute, range(10).map((n) => n - 5));
  }
  assertEquals(await Array.fromAsync(results), [5, 4, 3, 2, 1, 0, 1, 2, 3, 4]);
});

test("17.4.1 ThreadPoolExecutor.shutdown: without wait it settles at once, and queued work runs", async () => {
  const { pool, gate, blocked } = busyPool(1);
  const done = words();
  const queued = range(200).map(() => pool.submit(target.count, done));
  await pool.shutdown({ wait: false });
  assertEquals([blocked[0]!.done(), done[0]], [false, 0]);
  openGate(gate);
  await wait(queued);
  assertEquals(done[0], 200);
});

test("17.4.1 ThreadPoolExecutor.shutdown: without wait the results can be read afterwards", async () => {
  const pool = new ThreadPoolExecutor(5);
  const results = pool.map(target.absolute, range(10).map((n) => n - 5));
  await pool.shutdown({ wait: false });
  assertEquals(await Array.fromAsync(results), [5, 4, 3, 2, 1, 0, 1, 2, 3, 4]);
});

test("17.4.1 ThreadPoolExecutor.shutdown: may be called again and again", async () => {
  const { pool, gate } = busyPool(2);
  const future = pool.submit(target.multiply, 6, 7);
  await pool.shutdown({ wait: false });
  const ended = [pool.shutdown(), pool.shutdown({ wait: true }), pool[Symbol.asyncDispose]()];
  let over = 0;
  for (const end of ended) void end.then(() => over++);
  await pool.shutdown({ wait: false });
  assertEquals(over, 0);
  openGate(gate);
  await Promise.all(ended);
  assertEquals(future.resultSync({ timeout: 0 }), 42);
  await pool.shutdown();
});

test("17.4.1 ThreadPoolExecutor.shutdown: cancelFutures cancels what has not begun (3.9)", async () => {
  const { pool, gate, blocked } = busyPool(2);
  const done = words();
  // More than are posted ahead, so that some are in the pool's own queue.
  const queued = range(400).map(() => pool.submit(target.count, done));
  const ended = pool.shutdown({ cancelFutures: true });
  assert(queued.every((future) => future.cancelled()));
  assert(blocked.every((future) => future.running()));
  openGate(gate);
  await ended;
  assertEquals(done[0], 0);
  for (const future of blocked) assertMatch(await future, /_[01]$/);
  await assertRejects(() => queued[0]!.result(), CancelledError);
});

test("17.4.1 ThreadPoolExecutor.shutdown: cancelFutures after a shutdown without it", async () => {
  const { pool, gate } = busyPool(1);
  const queued = pool.submit(target.multiply, 1, 1);
  await pool.shutdown({ wait: false });
  const ended = pool.shutdown({ cancelFutures: true });
  assertEquals(queued.cancelled(), true);
  openGate(gate);
  await ended;
});

test("17.4.1 ThreadPoolExecutor.shutdown: a task cancelled just before does not hang it (gh94440)", async () => {
  const pool = new ThreadPoolExecutor(1);
  await pool.submit(target.multiply, 1, 1);
  for (let i = 0; i < 20; i++) pool.submit(target.multiply, 1, 1).cancel();
  await pool.shutdown({ wait: true });
});

test("17.4.1 ThreadPoolExecutor.shutdown: called by a done callback", async () => {
  const pool = new ThreadPoolExecutor(2);
  let ended: Promise<void> | undefined;
  pool.submit(target.multiply, 1, 1).addDoneCallback(() => ended = pool.shutdown());
  const future = pool.submit(target.multiply, 6, 7);
  assertEquals(await future, 42);
  await wait([future]);
  while (ended === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  await ended;
});

test("17.4.1 ThreadPoolExecutor.shutdown: a done callback may submit to a pool that is open", async () => {
  const pool = new ThreadPoolExecutor(1);
  const second = new Promise<number>((resolve, reject) => {
    pool.submit(target.multiply, 2, 3).addDoneCallback((done) => {
      pool.submit(target.multiply, done.resultSync(), 7).then(resolve, reject);
    });
  });
  assertEquals(await second, 42);
  await pool.shutdown();
});

// cancel

test("17.4.4 ThreadPoolExecutor: a task that has not begun can be cancelled, and never runs", async () => {
  const { pool, gate, blocked } = busyPool(1);
  const list = words(301);
  const queued = range(300).map((i) => pool.submit(target.append, list, i));
  const odd = queued.filter((_, i) => i % 2 === 1);
  for (const future of odd) assertEquals(future.cancel(), true);
  for (const future of odd) assertEquals([future.cancel(), future.cancelled()], [true, true]);
  assertEquals(blocked[0]!.cancel(), false);
  openGate(gate);
  await pool.shutdown();
  assertEquals([...list.subarray(0, 151)], [150, ...range(150).map((n) => 2 * n)]);
  for (const future of odd) await assertRejects(() => future.result(), CancelledError);
});

test("17.4.4 ThreadPoolExecutor: a running or finished task can't be cancelled", async () => {
  const { pool, gate, blocked } = busyPool(1);
  const future = blocked[0]!;
  assertEquals([future.running(), future.cancel(), future.cancelled()], [true, false, false]);
  openGate(gate);
  await future;
  assertEquals([future.running(), future.cancel(), future.cancelled()], [false, false, false]);
  await pool.shutdown();
});

test("17.4.4 ThreadPoolExecutor: a task that waits is neither running nor done", async () => {
  const { pool, gate } = busyPool(1);
  const queued = range(100).map(() => pool.submit(target.multiply, 1, 1));
  for (const future of queued) {
    assertEquals([future.running(), future.done(), future.cancelled()], [false, false, false]);
  }
  openGate(gate);
  await pool.shutdown();
});

test("17.4.5 ThreadPoolExecutor: wait counts the cancellation of a pool's task at once", async () => {
  const { pool, gate, blocked } = busyPool(1);
  const queued = pool.submit(target.threadName);
  queued.cancel();
  const result = await wait([queued, ...blocked], { returnWhen: FIRST_COMPLETED });
  assertEquals([...result.done], [queued]);
  openGate(gate);
  await pool.shutdown();
});

test("17.4.4 ThreadPoolExecutor: cancelling everything leaves the pool in order", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const done = words();
  for (let round = 0; round < 20; round++) {
    const futures = range(150).map(() => pool.submit(target.count, done));
    const cancelled = futures.filter((future) => future.cancel()).length;
    await wait(futures);
    assertEquals(Atomics.exchange(done, 0, 0), 150 - cancelled, `round ${round}`);
  }
});

// Waiting for many

test("17.4.5 wait: 100 tasks on 5 threads blocked on one event all complete", async () => {
  await using pool = new ThreadPoolExecutor(5);
  const gate = createGate();
  const futures = range(100).map(() => pool.submit(target.passGate, gate));
  startedInGate(gate, 5);
  openGate(gate);
  const { done, notDone } = await wait(futures);
  assertEquals([done.size, notDone.size, cameToGate(gate)], [100, 0, 100]);
});

test("17.4.5 wait: FIRST_COMPLETED, FIRST_EXCEPTION and timeout over a pool's tasks", async () => {
  const { pool, gate, blocked } = busyPool(1);
  await using other = new ThreadPoolExecutor(2);
  const slow = blocked[0] as Future<unknown>;
  const done = [notified(), failed(), finished()] as Future<unknown>[];
  const good = other.submit(target.multiply, 21, 2) as Future<unknown>;
  const first = await wait([slow, good], { returnWhen: FIRST_COMPLETED });
  assertEquals([[...first.done], [...first.notDone]], [[good], [slow]]);
  const bad = other.submit(target.divide, 21, 0) as Future<unknown>;
  const exception = await wait([good, bad, slow], { returnWhen: FIRST_EXCEPTION });
  assertEquals([exception.done, exception.notDone], [new Set([good, bad]), new Set([slow])]);
  const late = await wait([...done, good, slow], { timeout: 50 });
  assertEquals([late.done, late.notDone], [new Set([...done, good]), new Set([slow])]);
  openGate(gate);
  await pool.shutdown();
});

test("17.4.5 asCompleted: a pool's tasks, in the order of their completion", async () => {
  await using pool = new ThreadPoolExecutor(3);
  const gates = range(3).map(createGate);
  const futures = gates.map((gate) => pool.submit(target.passGate, gate));
  const order: number[] = [];
  openGate(gates[2]!);
  for await (const future of asCompleted(futures)) {
    order.push(futures.indexOf(future as Future<string>));
    const next = { 2: gates[0], 0: gates[1], 1: undefined }[order.at(-1)!];
    if (next !== undefined) openGate(next);
  }
  assertEquals(order, [2, 0, 1]);
});

test("17.4.5 waitSync, asCompletedSync: block while threads compute", () => {
  const pool = new ThreadPoolExecutor(2);
  const futures = range(300).map((i) => pool.submit(target.multiply, i, 2));
  let sum = 0;
  for (const future of asCompletedSync(futures, { timeout: 10_000 })) sum += future.resultSync();
  assertEquals(sum, 300 * 299);
  const more = range(300).map((i) => pool.submit(target.divide, i, i % 100));
  const { done, notDone } = waitSync(more);
  assertEquals([done.size, notDone.size], [300, 0]);
  assertEquals(more.filter((future) => future.exceptionSync() !== null).length, 3);
  void pool.shutdown();
});

test("17.4.5 waitSync: FIRST_COMPLETED and the timeout over a pool's tasks", async () => {
  const { pool, gate, blocked } = busyPool(2);
  const futures = [...blocked, pool.submit(target.threadName)];
  assertEquals(waitSync(futures, { timeout: 30 }).notDone.size, 3);
  openGate(gate);
  assert(waitSync(futures, { returnWhen: FIRST_COMPLETED }).done.size >= 1);
  assertEquals(waitSync(futures).notDone.size, 0);
  await pool.shutdown();
});

// Blocking

test("17.4.4 Future.resultSync: blocks while threads compute, also many in a row", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const futures = range(500).map((i) => pool.submit(target.multiply, i, 3));
  assertEquals(futures.map((future) => future.resultSync()), range(500).map((i) => i * 3));
  for (let i = 0; i < 50; i++) assertEquals(pool.submit(target.power, i, 2).resultSync(), i * i);
});

test("17.4.4 Future.resultSync: throws the task's error, CancelledError or TimeoutError", async () => {
  const { pool, gate, blocked } = busyPool(1);
  const queued = pool.submit(target.divide, 1, 0);
  const cancelled = pool.submit(target.multiply, 1, 1);
  cancelled.cancel();
  assertThrows(() => blocked[0]!.resultSync({ timeout: 20 }), TimeoutError);
  assertThrows(() => queued.exceptionSync({ timeout: 0 }), TimeoutError);
  assertThrows(() => cancelled.resultSync(), CancelledError);
  openGate(gate);
  assertThrows(() => queued.resultSync(), RangeError, "division by zero");
  assertInstanceOf(queued.exceptionSync(), RangeError);
  assertEquals(blocked[0]!.exceptionSync(), null);
  await pool.shutdown();
});

test("17.4.4 Future.resultSync: meanwhile the thread's other futures go on, with their callbacks", async () => {
  const { pool, gate, blocked } = busyPool(1);
  await using other = new ThreadPoolExecutor(1);
  let seen = 0;
  other.submit(target.multiply, 6, 7).addDoneCallback((done) => {
    seen = done.resultSync();
    openGate(gate);
  });
  // Only the callback opens the gate.
  assertMatch(blocked[0]!.resultSync({ timeout: 10_000 }), /_0$/);
  assertEquals(seen, 42);
  await pool.shutdown();
});

test("17.4.4 Future.done: asked in a loop without yielding, it becomes true", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const future = pool.submit(target.multiply, 6, 7);
  const end = performance.now() + 10_000;
  while (!future.done()) assert(performance.now() < end, "not done within 10 s");
  assertEquals(future.resultSync({ timeout: 0 }), 42);
});

test("17.4.4 Future.done: asked in a loop within a callback, it becomes true", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const answer = await new Promise<boolean>((resolve) => {
    pool.submit(target.multiply, 1, 1).addDoneCallback(() => {
      const future = pool.submit(target.multiply, 6, 7);
      const end = performance.now() + 2000;
      while (!future.done() && performance.now() < end);
      resolve(future.done());
    });
  });
  assertEquals(answer, true);
});

test("17.4.4 Future.running: asked in a loop without yielding, it becomes true", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const gate = createGate();
  const future = pool.submit(target.passGate, gate);
  const end = performance.now() + 10_000;
  while (!future.running()) assert(performance.now() < end, "not running within 10 s");
  assertEquals(future.done(), false);
  openGate(gate);
  assertMatch(await future, /_0$/);
});

test("17.4.4 Future.result: TimeoutError at the timeout, and the task goes on", async () => {
  const { pool, gate, blocked } = busyPool(1);
  await assertRejects(() => blocked[0]!.result({ timeout: 20 }), TimeoutError);
  await assertRejects(() => blocked[0]!.exception({ timeout: 20 }), TimeoutError);
  openGate(gate);
  assertMatch(await blocked[0]!.result({ timeout: 10_000 }), /_0$/);
  await pool.shutdown();
});

// Fairness

test("17.4.2 ThreadPoolExecutor: a task may wait for a later one when a thread is free", async () => {
  await using pool = new ThreadPoolExecutor(2);
  for (let round = 0; round < 10; round++) {
    const event = words();
    const waits = pool.submit(target.awaitWord, event, 0);
    // It ends before the one that sets the event is submitted, or not.
    const short = pool.submit(target.multiply, 1, 1);
    if (round % 2 === 0) await short;
    pool.submit(target.openWord, event, 0);
    assertEquals(await waits, true);
  }
});

test("17.4.2 ThreadPoolExecutor: a task queued behind a busy thread is begun by an idle one", async () => {
  await using pool = new ThreadPoolExecutor(2);
  for (let round = 0; round < 10; round++) {
    const event = words();
    const waits = pool.submit(target.awaitWord, event, 0);
    const others = range(150).map((i) => pool.submit(target.multiply, i, i));
    pool.submit(target.openWord, event, 0);
    assertEquals(waits.resultSync(), true);
    await wait(others);
  }
});

test("17.4.2 ThreadPoolExecutor: a free thread takes a task while the main thread blocks in a lock", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const event = words();
  const flag = new Flag();
  const waits = pool.submit(target.awaitWord, event, 0);
  pool.submit(target.multiply, 1, 1);
  pool.submit(target.openWord, event, 0);
  const end = performance.now() + 5000;
  while (Atomics.load(event, 0) === 0 && performance.now() < end) flag.waitSync(20);
  assertEquals(Atomics.load(event, 0), 1);
  assert(await waits);
});

// Thousands

test("17.4.2 ThreadPoolExecutor: thousands of queued tasks are each done exactly once", async () => {
  await using pool = new ThreadPoolExecutor(4);
  const n = 5000;
  const runs = words(n);
  const futures = range(n).map((i) => pool.submit(target.count, runs, i));
  let sum = 0;
  for await (const future of asCompleted(futures)) sum += await future.result();
  assertEquals(sum, n);
  assertEquals(runs.findIndex((count) => count !== 1), -1);
});

test("17.4.2 ThreadPoolExecutor: thousands of tasks, of which some fail and some are asynchronous", async () => {
  await using pool = new ThreadPoolExecutor(3);
  const n = 3000;
  const runs = words(n);
  const futures = range(n).map((i): PromiseLike<unknown> =>
    i % 3 === 0
      ? pool.submit(target.count, runs, i)
      : i % 3 === 1
      ? pool.submit(target.countAndFail, runs, i)
      : pool.submit(target.later, { i })
  );
  const outcomes = await Promise.allSettled(futures);
  outcomes.forEach((outcome, i) => {
    if (i % 3 === 0) assertEquals(outcome, { status: "fulfilled", value: 1 });
    else if (i % 3 === 2) assertEquals(outcome, { status: "fulfilled", value: { i } });
    else {
      assertEquals(outcome.status, "rejected");
      assertEquals((outcome as PromiseRejectedResult).reason.message, `task ${i}`);
    }
  });
  assertEquals(runs.reduce((a, b) => a + b), 2000);
});

test("17.4.5 wait: ten thousand futures in a few seconds", { timeout: 20_000 }, async () => {
  await using pool = new ThreadPoolExecutor(2);
  const start = performance.now();
  const futures = range(10_000).map((i) => pool.submit(target.multiply, i, 1));
  const { notDone } = await wait(futures);
  assertEquals(notDone.size, 0);
  const took = performance.now() - start;
  assert(took < 10_000, `${took} ms`);
});

test("17.4.4 Future.addDoneCallback: callbacks that ask about other futures don't recurse without end", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const n = 20_000;
  const order: number[] = [];
  const futures = range(n).map((i) => pool.submit(target.multiply, i, 1));
  futures.forEach((future, i) =>
    future.addDoneCallback(() => {
      futures[(i + 1) % n]!.done();
      order.push(i);
    })
  );
  const report = await captureStderr(() => wait(futures));
  assertEquals(report, "");
  assertEquals(order.length, n);
});

// Arguments and results

test("17.4.1 ThreadPoolExecutor.submit: arguments are copied at the call", async () => {
  await using pool = new ThreadPoolExecutor(1);
  await pool.submit(target.multiply, 1, 1);
  const idle = { n: [0] };
  const future = pool.submit(target.identity<typeof idle>, idle);
  idle.n.push(1);
  assertEquals(await future, { n: [0] });
});

test("17.4.1 ThreadPoolExecutor.submit: arguments are copied at the call, also when the task waits", async () => {
  const { pool, gate } = busyPool(1);
  const shared: number[] = [];
  // The later ones are kept in the pool's queue, the first ones by the thread.
  const futures = range(200).map((i) => {
    shared[0] = i;
    return pool.submit(target.identity<number[]>, shared);
  });
  shared[0] = -1;
  openGate(gate);
  assertEquals((await Promise.all(futures)).flat(), range(200));
  await pool.shutdown();
});

test("17.4.1 ThreadPoolExecutor.submit: arguments that hold tasks are copied at the call too", async () => {
  const { pool, gate } = busyPool(1);
  const holder = { fn: target.multiply as unknown, n: 1 };
  const call = ({ fn, n }: typeof holder) => (fn as (a: number, b: number) => number)(n, 3);
  const futures = range(100).map((i) => {
    holder.n = i;
    return pool.submit(call, holder);
  });
  holder.n = -1;
  openGate(gate);
  assertEquals(await Promise.all(futures), range(100).map((i) => 3 * i));
  await pool.shutdown();
});

test("17.4.1 ThreadPoolExecutor.submit: a SharedArrayBuffer is shared, not copied", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const memory = words();
  assertEquals(await pool.submit(target.count, memory), 1);
  assertEquals(memory[0], 1);
});

test("transfer: moves a buffer to the task", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const { transfer } = await import("@weft/concurrency/concurrent/futures");
  for (const length of [1, 1 << 20]) {
    const bytes = new Uint8Array(length);
    const future = pool.submit(target.lengthOf, transfer(bytes, [bytes.buffer]));
    assertEquals(bytes.byteLength, 0);
    assertEquals(await future, length);
  }
});

test("transfer: moves a buffer at the call, also when the task waits", async () => {
  const { pool, gate } = busyPool(2);
  const { transfer } = await import("@weft/concurrency/concurrent/futures");
  const futures = range(150).map((i) => {
    const bytes = new Uint8Array(i);
    const future = pool.submit(target.lengthOf, transfer(bytes, [bytes.buffer]));
    assertEquals(bytes.byteLength, 0);
    return future;
  });
  openGate(gate);
  assertEquals(await Promise.all(futures), range(150));
  await pool.shutdown();
});

test("transfer: moves a buffer of the result back", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const { transfer } = await import("@weft/concurrency/concurrent/futures");
  const bytes = new Uint8Array([1, 2, 3]);
  const result = await pool.submit(target.moveBack, transfer(bytes, [bytes.buffer]));
  assertEquals(result, { length: 3, moved: new Uint8Array([1, 2, 3]) });
});

test("17.4.1 ThreadPoolExecutor.submit: a bad argument is refused at the call with its path, the pool lives on", async () => {
  const { pool, gate, blocked } = busyPool(1);
  const idle = new ThreadPoolExecutor(1);
  const wrong = { handlers: [Promise.resolve()] };
  for (const executor of [pool, idle]) {
    const error = assertThrows(
      () => executor.submit((_a: number, _b: unknown) => 1, 1, wrong),
      DOMException,
      "args[1].handlers[0]",
    );
    assertEquals(error.name, "DataCloneError");
    assertThrows(() => executor.submit(target.identity, Symbol("s")), DOMException, "args[0]");
    const future = executor.submit(target.multiply, 6, 7);
    if (executor === pool) openGate(gate);
    assertEquals(await future, 42);
  }
  await blocked[0];
  await Promise.all([pool.shutdown(), idle.shutdown()]);
});

test("17.4.1 ThreadPoolExecutor.submit: a bad argument among hundreds harms none of them", async () => {
  const { pool, gate } = busyPool(2);
  const futures = range(400).map((i) => {
    if (i % 7 === 0) {
      assertThrows(
        () => pool.submit(target.identity, [{ a: Promise.resolve() }]),
        DOMException,
        "args[0][0].a",
      );
    }
    return pool.submit(target.multiply, i, 2);
  });
  openGate(gate);
  assertEquals(await Promise.all(futures), range(400).map((i) => 2 * i));
  await pool.shutdown();
});

test("17.4.1 ThreadPoolExecutor.submit: arguments and results of all kinds arrive as they were", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const cycle: { self?: unknown; n: number } = { n: 1 };
  cycle.self = cycle;
  const values: unknown[] = [
    undefined,
    null,
    true,
    false,
    0,
    -1.5,
    NaN,
    Infinity,
    2 ** 53,
    10n ** 30n,
    "",
    "text \u{1F600}",
    [],
    [1, [2, [3]], undefined],
    {},
    { a: { b: null }, c: undefined },
    new Map<unknown, unknown>([["a", 1], [{ k: 1 }, new Set([1, "2"])]]),
    new Date(0),
    /a+b/gi,
    new Uint8Array([1, 2, 3]),
    new Float64Array([NaN, -0, 1.5]),
    new Uint8Array([7, 8]).buffer,
  ];
  for (const value of values) {
    assertEquals(await pool.submit(target.identity, value), value);
    assertEquals(await pool.submit(target.later, value), value);
  }
  const error = await pool.submit(target.identity<Error>, new RangeError("returned, not thrown"));
  assertInstanceOf(error, RangeError);
  assertEquals(error.message, "returned, not thrown");
  const back = await pool.submit(target.identity<typeof cycle>, cycle);
  assert(back.self === back);
  assert(Object.is(await pool.submit(target.identity, -0), -0));
  assert(await pool.submit(target.isNegativeZero, -0));
});

test("17.4.2 ThreadPoolExecutor: a task's error is the future's, SystemExit too", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const error = await assertRejects(() => pool.submit(target.divide, 1, 0).result(), RangeError);
  assertEquals(error.message, "division by zero");
  const exit = await assertRejects(() => pool.submit(target.exit, 3).result(), SystemExit);
  assertEquals(exit.code, 3);
  assertEquals(await pool.submit(target.multiply, 6, 7), 42);
});

test("17.4.2 ThreadPoolExecutor: a result whose `then` throws fails its task alone", async () => {
  const pool = new ThreadPoolExecutor(1);
  const future = pool.submit((): unknown => ({
    get then() {
      throw new RangeError("no then");
    },
  }));
  await assertRejects(() => future.result({ timeout: 5000 }), RangeError, "no then");
  assertEquals(await pool.submit(target.multiply, 6, 7).result({ timeout: 5000 }), 42);
  await pool.shutdown();
});

// Functions

test("17.4.1 ThreadPoolExecutor.submit: unmarked functions travel as their source", async () => {
  await using pool = new ThreadPoolExecutor(1);
  assertEquals(await pool.submit((a: number, b: number) => a + b, 1, 2), 3);
  assertEquals(
    await pool.submit(
      function (this: unknown, ...rest: number[]) {
        return rest.length;
      },
      1,
      2,
    ),
    2,
  );
  assertEquals(await pool.submit(async (a: number) => await Promise.resolve(a * 2), 4), 8);
  assertEquals(await pool.submit(() => Math.max(...[3, 1, 2])), 3);
});

test("17.4.1 ThreadPoolExecutor.submit: a captured name is a ReferenceError that names it and `task`", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const outside = Math.random();
  const sync = await assertRejects(() => pool.submit(() => outside).result(), ReferenceError);
  assertStringIncludes(sync.message, "outside");
  assertStringIncludes(sync.message, "task");
  const later = await assertRejects(
    () => pool.submit(async () => (await Promise.resolve(), outside)).result(),
    ReferenceError,
  );
  assertStringIncludes(later.message, "task");
  assertEquals(await pool.submit(target.multiply, 6, 7), 42);
});

test("17.4.1 ThreadPoolExecutor.submit: functions as arguments and as results", async () => {
  await using pool = new ThreadPoolExecutor(1);
  assertEquals(await pool.submit(target.apply, (n: number) => n + 1, 41), 42);
  assertEquals(await pool.submit(target.apply, target.absolute, -42), 42);
  assert(await pool.submit(target.adder) === target.multiply);
});

test("17.4.1 ThreadPoolExecutor.submit: a function that can't be sent is refused at the call", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const error = assertThrows(() => pool.submit(Math.max, 1, 2), DOMException);
  assertEquals(error.name, "DataCloneError");
  assertStringIncludes(error.message, "fn");
  assertThrows(() => pool.submit(target.divide.bind(null, 1), 2), DOMException);
});

test("tasks: the functions of node:zlib", async () => {
  await using pool = new ThreadPoolExecutor(2);
  const text = "a".repeat(10_000);
  const packed = await pool.submit(target.zlib.gzipSync, text);
  assert(packed.length < 100);
  const unpacked = await pool.submit(target.zlib.gunzipSync, packed);
  assertEquals(new TextDecoder().decode(unpacked as Uint8Array<ArrayBuffer>), text);
});

// Several pools

test("17.4.2 ThreadPoolExecutor: several pools work side by side and keep their tasks apart", async () => {
  const pools = range(4).map((k) =>
    new ThreadPoolExecutor({ maxWorkers: 2, threadNamePrefix: `P${k}` })
  );
  const futures = pools.map((pool) => range(50).map(() => pool.submit(target.threadName)));
  for (const [k, row] of futures.entries()) {
    for (const name of await Promise.all(row)) assertMatch(name, new RegExp(`^P${k}_[01]$`));
  }
  await Promise.all(pools.map((pool) => pool.shutdown()));
});

test("17.4.2 ThreadPoolExecutor: a hundred pools one after the other", async () => {
  for (let i = 0; i < 100; i++) {
    await using pool = new ThreadPoolExecutor(2);
    assertEquals(await pool.submit(target.multiply, i, 2), 2 * i);
  }
});
