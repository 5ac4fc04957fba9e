import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { Event, Thread, Timer } from "@weft/concurrency/threading";
import * as targets from "./thread_targets.ts";
import { words } from "./thread_targets.ts";

test("17.1.8 Timer: calls its function after the interval, once", async () => {
  const out = words();
  const timer = new Timer(30, targets.add, { args: [out] });
  const start = performance.now();
  timer.start();
  assertEquals(out[0], 0);
  await timer.join();
  assert(performance.now() - start >= 29);
  assertEquals(out[0], 1);
  assert(timer.finished.isSet());
});

test("17.1.8 Timer: cancel stops it while it waits, and the thread ends", async () => {
  const out = words();
  const timer = new Timer(60_000, targets.add, { args: [out] });
  timer.start();
  assert(timer.isAlive());
  timer.cancel();
  await timer.join();
  assertEquals(out[0], 0);
  assertFalse(timer.isAlive());
});

test("17.1.8 Timer: cancel before the start, and after the end, does nothing else", async () => {
  const out = words();
  const timer = new Timer(1, targets.add, { args: [out] });
  timer.cancel();
  timer.start();
  await timer.join();
  assertEquals(out[0], 0);
  const run = new Timer(0, targets.add, { args: [out] });
  run.start();
  await run.join();
  run.cancel();
  assertEquals(out[0], 1);
});

test("17.1.8 Timer: waits and runs while the main thread is blocked", () => {
  const out = words();
  const timer = new Timer(5, targets.add, { args: [out] });
  timer.start();
  timer.joinSync();
  assertEquals(out[0], 1);
});

test("17.1.8 Timer: has the attributes of Python's, and is a Thread", () => {
  const out = words();
  const timer = new Timer(5, targets.kwargs, { args: [out, 1], kwargs: { b: 2 } });
  assertEquals(timer.interval, 5);
  assertEquals(timer.function, targets.kwargs);
  assertEquals(timer.args, [out, 1]);
  assertEquals(timer.kwargs, { b: 2 });
  assert(timer.finished instanceof Event);
  assert(timer instanceof Thread);
  assertFalse(timer.daemon);
  const bare = new Timer(5, targets.exitSilently);
  assertEquals([bare.args, bare.kwargs], [[], {}]);
});

test("17.1.8 Timer: arguments may be changed until the start, kwargs are passed on", async () => {
  const out = words();
  const timer = new Timer(1, targets.kwargs, { args: [out, 1] });
  timer.args = [out, 3];
  timer.kwargs = { b: 4 };
  timer.start();
  await timer.join();
  assertEquals([out[0], out[1]], [3, 4]);
});

test("17.1.8 Timer: another thread may cancel it", async () => {
  const out = words();
  const timer = new Timer(60_000, targets.add, { args: [out] });
  timer.start();
  const other = new Thread({ target: targets.cancel, args: [timer] });
  other.start();
  await timer.join();
  assertEquals(out[0], 0);
  await other.join();
});

test("17.1.8 Timer: bad arguments are refused, naming argument and value", () => {
  const make = (...args: unknown[]) => () => new Timer(...args as [number, () => void]);
  assertThrows(make("1", () => {}), TypeError, "interval must be a number of ms, got 1");
  assertThrows(make(NaN, () => {}), TypeError, "interval");
  assertThrows(make(1, 2), TypeError, "fn must be a function, got 2");
  assertThrows(make(1, () => {}, { args: 3 }), TypeError, "args must be an array, got 3");
});
