import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import * as _dummy_thread from "@weft/concurrency/_dummy_thread";
import * as _thread from "@weft/concurrency/_thread";
import * as dummy_threading from "@weft/concurrency/dummy_threading";
import * as threading from "@weft/concurrency/threading";
import type { Threading } from "@weft/concurrency/threading";
import type { Threading as DummyThreading } from "@weft/concurrency/dummy_threading";

// The compiler's proof that the two can stand for each other.
const modules: Record<string, Threading & DummyThreading> = { threading, dummy_threading };

const common = ["NotSupportedError", "RuntimeError", "SystemExit", "task", "tasks", "transfer"];
const ofThreading = [
  ...["Barrier", "BoundedSemaphore", "BrokenBarrierError", "Condition", "Event", "Lock", "RLock"],
  ...["Semaphore", "TIMEOUT_MAX", "Thread", "ThreadError", "Timer", "__excepthook__"],
  ...["activeCount", "currentThread", "enumerate", "excepthook", "getIdent", "getNativeId"],
  ...["local", "mainThread", "setExcepthook", "stackSize"],
  ...common,
];
const ofThread = [
  ...["LockType", "RLock", "TIMEOUT_MAX", "allocateLock", "error", "exit", "getIdent"],
  ...["getNativeId", "interruptMain", "stackSize", "startNewThread"],
  ...common,
];

function sameNames(module: object, names: string[]): void {
  assertEquals(Object.keys(module).toSorted(), names.toSorted());
}

test("17.8: dummy_threading exports the names of threading", () => {
  sameNames(dummy_threading, ofThreading);
  // Whether there are threads at all, and what only real ones need.
  sameNames(threading, [...ofThreading, "isAvailable", "rehydrate"]);
});

test("17.10: _dummy_thread exports the names of _thread", () => {
  sameNames(_dummy_thread, ofThread);
  sameNames(_thread, ofThread);
});

test("17.8: what is exported by both is of the same kind, with the same members", () => {
  const pairs: [Record<string, unknown>, Record<string, unknown>][] = [
    [threading, dummy_threading],
    [_thread, _dummy_thread],
  ];
  for (const [real, dummy] of pairs) {
    for (const [name, value] of Object.entries(dummy)) {
      assertEquals(typeof value, typeof real[name], name);
      if (typeof value === "number") assertEquals(value, real[name], name);
      else assertEquals(members(value), members(real[name]), name);
    }
  }
});

/** Names of the members of a class's objects, inherited ones as well. */
function members(value: unknown): string[] {
  const names = new Set<string>();
  let at = (value as { prototype?: object }).prototype;
  for (; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return [...names].toSorted();
}

test("17.8: errors and constants are the same in all four modules", () => {
  for (const name of common) {
    const values = [threading, dummy_threading, _thread, _dummy_thread] as Record<
      string,
      unknown
    >[];
    assertEquals(new Set(values.map((module) => module[name])).size, 1, name);
  }
  assertEquals(threading.BrokenBarrierError, dummy_threading.BrokenBarrierError);
  assertEquals(dummy_threading.ThreadError, dummy_threading.RuntimeError);
  assertEquals(_dummy_thread.error, _dummy_thread.RuntimeError);
  assert(Object.hasOwn(threading, "TIMEOUT_MAX"));
});

for (const [name, module] of Object.entries(modules)) {
  test(`17.8: a program written for the common surface runs with ${name}`, async () => {
    const { Barrier, BoundedSemaphore, Condition, Event, Lock, RLock, Semaphore } = module;
    for (const lock of [new Lock(), new RLock(), new Semaphore(1), new BoundedSemaphore(1)]) {
      using _ = await lock.hold();
    }
    const condition = new Condition(new Lock());
    using _ = await condition.hold();
    assertEquals(await condition.wait({ timeout: 1 }), false);
    const event = new Event();
    event.set();
    assertEquals(await event.wait(), true);
    const barrier = new Barrier(2);
    assertEquals((await Promise.all([barrier.wait(), barrier.wait()])).toSorted(), [0, 1]);
    const thread = new module.Thread({ name: "hello" });
    thread.start();
    await thread.join();
    assertEquals([thread.name, thread.isAlive()], ["hello", false]);
    const data = new module.local();
    data.x = 1;
    assertEquals(Object.keys(data), ["x"]);
    assertEquals(module.currentThread(), module.mainThread());
    assertEquals(module.activeCount(), module.enumerate().length);
    assertEquals(module.stackSize(), 0);
  });
}

test("17.8: Python's try and except around the import is a choice by isAvailable", async () => {
  const threads: Threading = threading.isAvailable() ? threading : dummy_threading;
  assertEquals(threads, threading as Threading);
  const { Lock } = threads;
  const lock = new Lock();
  using _ = await lock.hold();
  assert(lock.locked());
});

test("17.8: the choice can be made by import(), too", async () => {
  const load = async (): Promise<Threading> =>
    threading.isAvailable()
      ? await import("@weft/concurrency/threading")
      : await import("@weft/concurrency/dummy_threading");
  const { currentThread } = await load();
  assertEquals(currentThread().name, "MainThread");
});
