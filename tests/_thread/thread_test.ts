import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as _thread from "@weft/concurrency/_thread";
import {
  allocateLock,
  error,
  exit,
  getIdent,
  getNativeId,
  interruptMain,
  LockType,
  RLock,
  RuntimeError,
  stackSize,
  startNewThread,
  SystemExit,
  TIMEOUT_MAX,
} from "@weft/concurrency/_thread";
import { enumerate, getIdent as threadingIdent, Lock } from "@weft/concurrency/threading";
import { runProgram } from "../support/run.ts";
import * as targets from "./targets.ts";
import { words } from "./targets.ts";

function taken() {
  const lock = allocateLock();
  lock.acquireSync();
  return lock;
}

test("17.9: the module exports its documented names", () => {
  const documented = [
    ...["LockType", "RLock", "TIMEOUT_MAX", "allocateLock", "error", "exit", "getIdent"],
    ...["getNativeId", "interruptMain", "stackSize", "startNewThread"],
    ...["NotSupportedError", "RuntimeError", "SystemExit", "task", "tasks", "transfer"],
  ];
  assertEquals(Object.keys(_thread).sort(), documented.sort());
});

test("17.9 startNewThread: runs the function, and returns the identifier seen inside", async () => {
  const [out, done] = [words(), taken()];
  const ident = startNewThread(targets.report, [out, done]);
  await done.acquire();
  assert(ident > 0);
  assertEquals(out[0], ident);
});

test("17.9 startNewThread: kwargs come as one more argument", async () => {
  const [out, done] = [words(), taken()];
  startNewThread(targets.options, [out, done], { value: 5 });
  await done.acquire();
  assertEquals(out[0], 5);
  startNewThread(targets.options, [out, done]);
  await done.acquire();
  assertEquals(out[0], -1);
});

test("17.9 startNewThread: ten threads count down under a lock", () => {
  const [out, mutex, done] = [words(), allocateLock(), taken()];
  out[0] = 10;
  for (let i = 0; i < 10; i++) startNewThread(targets.count, [mutex, out, done]);
  done.acquireSync();
  assertEquals(out[0], 0);
});

test("17.9 startNewThread: 15 threads use one lock, and enumerate() is as before", async () => {
  const [out, lock, before] = [words(), allocateLock(), enumerate().length];
  for (let i = 0; i < 15; i++) startNewThread(targets.takeAndGive, [lock, out]);
  for (const end = Date.now() + 5000; out[0] !== 15 && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assertEquals([out[0], enumerate().length], [15, before]);
});

test("17.9 startNewThread: threading sees such a thread as Dummy-N, once it asks for itself", async () => {
  const [out, done] = [words(), taken()];
  const ident = startNewThread(targets.alien, [out, done]);
  await done.acquire();
  assertEquals([out[0], out[1]], [1, ident]);
});

test("17.9 startNewThread: a thread may start another", async () => {
  const [out, done] = [words(), taken()];
  startNewThread(targets.startAnother, [out, done]);
  await done.acquire();
  assert(out[0]! > 0);
});

test("17.9 startNewThread: bad arguments are refused, naming argument and value", () => {
  const start = startNewThread as (...args: unknown[]) => number;
  assertThrows(() => start(5, []), TypeError, "fn must be a function, got 5");
  assertThrows(() => start(targets.report, "ab"), TypeError, "args must be an array, got ab");
  assertThrows(() => start(targets.report, undefined), TypeError, "args must be an array");
  assertThrows(() => start(targets.report, [], []), TypeError, "kwargs must be an object");
  const refused = assertThrows(() => start(targets.report, [Promise.resolve()]), DOMException);
  assertMatch(refused.message, /^args\[0\]: a Promise/);
});

test("17.9 exit: throws SystemExit, which ends a thread silently", async () => {
  const thrown = assertThrows(exit, SystemExit);
  assertEquals(thrown.code, null);
  const done = taken();
  startNewThread(targets.leave, [done]);
  await done.acquire();
});

test("17.9 startNewThread: an error is reported with the name of the function", async () => {
  const program = new URL("./programs/failing.ts", import.meta.url);
  const { code, stdout, stderr } = await runProgram(program);
  assertEquals([code, stdout], [0, "main goes on\n"]);
  assertMatch(stderr, /Unhandled exception in thread started by taskThatFails:\n/);
  assertMatch(stderr, /RangeError: task failed/);
});

test("17.9 exit: the program does not wait for such threads", async () => {
  const program = new URL("./programs/not_waited_for.ts", import.meta.url);
  const { code, stdout, stderr } = await runProgram(program);
  assertEquals([code, stdout, stderr], [0, "end of main\n", ""]);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`17.9 interruptMain: runs the listener of main for ${signal}`, async () => {
    const program = new URL("./programs/interrupted.ts", import.meta.url);
    const { code, stdout, stderr } = await runProgram(program, [signal]);
    assertEquals([code, stdout, stderr], [7, `got ${signal}\n`, ""]);
  });
}

test("17.9 interruptMain: without a listener the program ends, as by Ctrl-C", async () => {
  const program = new URL("./programs/interrupted.ts", import.meta.url);
  const { code } = await runProgram(program, ["SIGINT", "no listener"]);
  assert(code !== 0, `ended with ${code}`);
});

test("17.9 interruptMain: unknown signals are refused, naming them", () => {
  assertThrows(() => interruptMain("SIGNONSENSE"), RangeError, "SIGNONSENSE");
  assertThrows(() => interruptMain("-1"), RangeError, '"-1"');
  assertThrows(() => interruptMain(2 as never), TypeError, "got 2");
});

test("17.9 a thread that spins is stopped by a shared flag", async () => {
  const program = new URL("./programs/spinning.ts", import.meta.url);
  const { code, stdout } = await runProgram(program);
  assertEquals([code, stdout], [0, "stopped\n"]);
});

test("17.9 allocateLock: a LockType, which is threading's Lock, free at first", () => {
  const lock = allocateLock();
  assertInstanceOf(lock, LockType);
  assertStrictEquals(LockType, Lock);
  assert(!lock.locked());
});

test("17.9 RLock: owned by a thread of _thread, too", async () => {
  const [lock, out, done] = [new RLock(), words(), taken()];
  lock.acquireSync();
  startNewThread(targets.own, [lock, out, done]);
  await done.acquire();
  assertEquals(out[0], 2);
  lock.release();
  startNewThread(targets.own, [lock, out, done]);
  await done.acquire();
  assertEquals(out[0], 1);
});

test("17.9 error, getIdent, getNativeId, stackSize, TIMEOUT_MAX are those of threading", () => {
  assertStrictEquals(error, RuntimeError);
  assertEquals(getIdent(), threadingIdent());
  assert(getNativeId() > 0);
  assertEquals(stackSize(), 0);
  assertEquals(TIMEOUT_MAX, 9_223_372_036_000);
});
