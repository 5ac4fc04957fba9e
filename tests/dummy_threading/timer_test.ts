import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertStrictEquals, assertThrows } from "@std/assert";
import { currentThread, Event, Thread, Timer } from "@weft/concurrency/dummy_threading";

test("17.8 Timer: calls its function after the interval, once, in its own thread", async () => {
  const calls: Thread[] = [];
  const timer = new Timer(20, () => void calls.push(currentThread()));
  const start = performance.now();
  timer.start();
  assertEquals(calls, []);
  assert(timer.isAlive());
  assertFalse(timer.finished.isSet());
  await timer.join();
  assert(performance.now() - start >= 19);
  assertEquals(calls.length, 1);
  assertStrictEquals(calls[0], timer as Thread);
  assert(timer.finished.isSet());
});

test("17.8 Timer: cancel stops it while it waits, and the thread ends", async () => {
  let called = false;
  const timer = new Timer(60_000, () => void (called = true));
  timer.start();
  timer.cancel();
  await timer.join();
  assertFalse(called);
  assertFalse(timer.isAlive());
});

test("17.8 Timer: cancel before the start, and after the end, does nothing else", async () => {
  let calls = 0;
  const before = new Timer(1, () => void calls++);
  before.cancel();
  before.start();
  await before.join();
  assertEquals(calls, 0);
  const after = new Timer(0, () => void calls++);
  after.start();
  await after.join();
  after.cancel();
  assertEquals(calls, 1);
});

test("17.8 Timer: another thread may cancel it", async () => {
  const timer = new Timer(60_000, () => {});
  timer.start();
  new Thread({ target: () => timer.cancel() }).start();
  await timer.join();
});

test("17.8 Timer: has the attributes of Python's; arguments may be changed until the start", async () => {
  let got: unknown[] = [];
  const fn = (...args: unknown[]) => void (got = args);
  const timer = new Timer(5, fn, { args: [1], kwargs: { b: 2 } });
  assertEquals(timer.interval, 5);
  assertStrictEquals(timer.function as unknown, fn);
  assertEquals(timer.args, [1]);
  assertEquals(timer.kwargs, { b: 2 });
  assert(timer.finished instanceof Event);
  assert(timer instanceof Thread);
  timer.args = [3];
  timer.kwargs = { b: 4 };
  timer.start();
  await timer.join();
  assertEquals(got, [3, { b: 4 }]);
  const bare = new Timer(0, fn);
  assertEquals([bare.args, bare.kwargs] as unknown[], [[], {}]);
  bare.start();
  await bare.join();
  assertEquals(got, []);
});

test("17.8 Timer: an asynchronous function is waited for before finished is set", async () => {
  const go = new Event();
  const reached = new Event();
  const timer = new Timer(0, async () => {
    reached.set();
    await go.wait();
  });
  timer.start();
  await reached.wait();
  assert(timer.isAlive());
  assertFalse(timer.finished.isSet());
  go.set();
  await timer.join();
  assert(timer.finished.isSet());
});

test("17.8 Timer: bad arguments are refused, naming argument and value", () => {
  const make = (...args: unknown[]) => () => new Timer(...args as [number, () => void]);
  assertThrows(make("1", () => {}), TypeError, "interval must be a number of ms, got 1");
  assertThrows(make(NaN, () => {}), TypeError, "interval");
  assertThrows(make(1, 2), TypeError, "fn must be a function, got 2");
  assertThrows(make(1, () => {}, { args: 3 }), TypeError, "args must be an array, got 3");
});
