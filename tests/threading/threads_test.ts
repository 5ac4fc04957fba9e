import { test } from "node:test";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import * as threading from "@weft/concurrency/threading";
import {
  activeCount,
  currentThread,
  enumerate,
  Event,
  getIdent,
  getNativeId,
  mainThread,
  RuntimeError,
  stackSize,
  Thread,
  ThreadError,
  TIMEOUT_MAX,
} from "@weft/concurrency/threading";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import * as targets from "./thread_targets.ts";
import { words } from "./thread_targets.ts";

async function run(thread: Thread): Promise<void> {
  thread.start();
  await thread.join();
}

test("17.1: the module exports its documented names", () => {
  const documented = [
    ...["Barrier", "BoundedSemaphore", "BrokenBarrierError", "Condition", "Event", "Lock", "RLock"],
    ...[
      "Semaphore",
      "TIMEOUT_MAX",
      "Thread",
      "ThreadError",
      "Timer",
      "__excepthook__",
      "activeCount",
    ],
    ...[
      "currentThread",
      "enumerate",
      "excepthook",
      "getIdent",
      "getNativeId",
      "local",
      "mainThread",
    ],
    ...["setExcepthook", "stackSize", "task", "tasks", "transfer"],
    ...["NotSupportedError", "RuntimeError", "SystemExit"],
  ];
  const added = ["isAvailable", "rehydrate"];
  assertEquals(Object.keys(threading).sort(), [...documented, ...added].sort());
});

test("17.1 mainThread, currentThread: in main they are the same", () => {
  assertStrictEquals(currentThread(), mainThread());
  assertEquals(currentThread().name, "MainThread");
  assertEquals([currentThread().daemon, currentThread().isAlive()], [false, true]);
  assertEquals(currentThread().ident, getIdent());
});

test("17.1 enumerate, activeCount: the threads that live, main first", async () => {
  const go = new Event();
  const threads = ["a", "b"].map((name) =>
    new Thread({ target: targets.waitFor, args: [go], name, daemon: name === "b" })
  );
  assertEquals(enumerate(), [mainThread()]);
  for (const thread of threads) thread.start();
  assertEquals(enumerate(), [mainThread(), ...threads]);
  assertEquals(activeCount(), 3);
  go.set();
  for (const thread of threads) await thread.join();
  assertEquals(enumerate(), [mainThread()]);
});

test("17.1 enumerate: the same answer in every thread", async () => {
  const [out, go] = [words(), new Event()];
  const other = new Thread({ target: targets.waitFor, args: [go], name: "other" });
  other.start();
  const names = ["MainThread", "other", "asking"];
  await run(new Thread({ target: targets.census, args: [names, out], name: "asking" }));
  assertEquals([out[0], out[1]], [1, mainThread().ident]);
  go.set();
  await other.join();
});

test("17.1 enumerate: 99 times, a thread that was joined is not among them", () => {
  for (let i = 0; i < 99; i++) {
    const thread = new Thread({ target: targets.store, args: [words(), i] });
    thread.start();
    thread.joinSync();
    assert(!enumerate().includes(thread));
  }
});

test("17.1 enumerate: a thread that is never joined leaves nothing behind", async () => {
  const out = words();
  const thread = new Thread({ target: targets.add, args: [out] });
  thread.start();
  for (const end = Date.now() + 5000; activeCount() > 1 && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assertEquals([activeCount(), out[0]], [1, 1]);
});

test("17.1 enumerate: the workers of a pool are threads of its prefix", async () => {
  {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: "pool" });
    await pool.submit(targets.store, words(), 1).result();
    assertEquals(enumerate().map(({ name }) => name), ["MainThread", "pool_0"]);
    const out = words();
    await pool.submit(targets.identify, out).result();
    assertEquals(out[0], enumerate()[1]!.ident);
  }
  for (const end = Date.now() + 5000; activeCount() > 1 && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assertEquals(enumerate(), [mainThread()]);
});

test("17.1 getIdent: a number above 0, another in each thread, and never used again", async () => {
  const seen = new Set([getIdent()]);
  for (let i = 0; i < 20; i++) {
    const out = words();
    await run(new Thread({ target: targets.identify, args: [out] }));
    assert(out[0]! > 0);
    seen.add(out[0]!);
  }
  assertEquals(seen.size, 21);
});

test("17.1 getNativeId: the operating system's number of the thread", async () => {
  assert(getNativeId() > 0);
  const out = words();
  await run(new Thread({ target: targets.identify, args: [out] }));
  assert(out[2]! > 0 && out[2] !== getNativeId());
});

test("17.1 stackSize: 0, the platform's default, is all there is", () => {
  assertEquals([stackSize(), stackSize(0), stackSize()], [0, 0, 0]);
  assertThrows(() => stackSize(4096), RangeError, "got 4096");
  assertThrows(() => stackSize(-1), RangeError, "got -1");
  assertThrows(() => stackSize(1.5), RangeError, "got 1.5");
  assertThrows(() => stackSize("1" as never), TypeError, "got 1");
  assertThrows(() => stackSize(1 << 20), RuntimeError, "got 1048576");
});

test("17.1 ThreadError is RuntimeError; TIMEOUT_MAX is Python's, in milliseconds", () => {
  assertStrictEquals(ThreadError, RuntimeError);
  assertEquals(TIMEOUT_MAX, 9_223_372_036_000);
});

test("17.1.2 Thread: a name of any length is known where it was set, and cut elsewhere", async () => {
  const [out, name] = [words(), "n".repeat(1000)];
  const go = new Event();
  const thread = new Thread({ target: targets.waitFor, args: [go], name });
  thread.start();
  assertEquals(thread.name, name);
  await run(
    new Thread({ target: targets.describeThread, args: [thread, out, "n".repeat(128)] }),
  );
  assertEquals(out[2], 1);
  go.set();
  await thread.join();
  assertEquals(thread.name, name);
});
