import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  BoundedSemaphore,
  currentThread,
  Event,
  Lock,
  RLock,
  RuntimeError,
  Thread,
  transfer,
} from "@weft/concurrency/threading";
import * as targets from "./thread_targets.ts";
import { words } from "./thread_targets.ts";

async function run(thread: Thread): Promise<void> {
  thread.start();
  await thread.join();
}

test("17.1.2 Thread: start runs the target with its arguments in another thread", async () => {
  const out = words();
  await run(new Thread({ target: targets.sum, args: [out, 1, 2, 3] }));
  assertEquals(out[0], 6);
});

test("17.1.2 Thread: joinSync blocks until the thread has ended", () => {
  const out = words();
  const thread = new Thread({ target: targets.store, args: [out, 7] });
  thread.start();
  thread.joinSync();
  assertEquals(out[0], 7);
  assertFalse(thread.isAlive());
});

test("17.1.2 Thread: it lasts until the promise that its target returned has settled", async () => {
  const out = words();
  await run(new Thread({ target: targets.storeLater, args: [out, 8] }));
  assertEquals(out[0], 8);
  const again = new Thread({ target: targets.storeLater, args: [out, 9] });
  again.start();
  again.joinSync();
  assertEquals(out[0], 9);
});

test("17.1.2 Thread: kwargs come as one more argument, and only if given", async () => {
  const out = words();
  await run(new Thread({ target: targets.kwargs, args: [out, 1], kwargs: { b: 2 } }));
  assertEquals([out[0], out[1]], [1, 2]);
  await run(new Thread({ target: targets.kwargs, args: [out, 3] }));
  assertEquals([out[0], out[1]], [3, -1]);
});

test("17.1.2 Thread: a self-contained function needs no mark", async () => {
  const out = words();
  const target = (out: Int32Array, value: number) => {
    out[0] = value;
  };
  await run(new Thread({ target, args: [out, 4] }));
  assertEquals(out[0], 4);
});

test("17.1.2 Thread: without a target it does nothing, and ends", async () => {
  const thread = new Thread();
  await run(thread);
  assertFalse(thread.isAlive());
});

test("17.1.2 Thread: run can be called directly, and calls the target here", () => {
  const out = words();
  new Thread({ target: targets.store, args: [out, 2] }).run();
  assertEquals(out[0], 2);
});

test("17.1.2 Thread: 'Thread-N (target)' is its name by default, N counts up", () => {
  function named() {}
  const [a, b] = [new Thread(), new Thread({ target: named })];
  const n = Number(/^Thread-(\d+)$/.exec(a.name)?.[1]);
  assertEquals(b.name, `Thread-${n + 1} (named)`);
});

test("17.1.2 Thread: a name that is no string is converted to one", () => {
  const thread = new Thread({ name: 7 as unknown as string });
  assertStrictEquals(thread.name, "7");
  thread.name = null as unknown as string;
  assertStrictEquals(thread.getName(), "null");
  thread.setName("other");
  assertEquals(thread.name, "other");
});

test("17.1.2 Thread: daemon is inherited, or given, and fixed by the start", async () => {
  assertFalse(new Thread().daemon);
  assertFalse(new Thread({ daemon: false }).isDaemon());
  const thread = new Thread({ daemon: true });
  assert(thread.daemon);
  thread.setDaemon(false);
  assertFalse(thread.isDaemon());
  await run(thread);
  assertThrows(() => thread.daemon = true, RuntimeError, "cannot set daemon status");
  const [out, go, done] = [words(), new Event(), new Event()];
  const args: [Int32Array, Event, Event, boolean] = [out, go, done, true];
  const parent = new Thread({ target: targets.startChild, args, daemon: true });
  await run(parent);
  assertEquals(out[1], 1);
  go.set();
  assert(await done.wait({ timeout: 5000 }));
  assertEquals(out[0], 1);
});

test("17.1.2 Thread: ident is undefined before the start, then a number that stays", async () => {
  const out = words();
  const thread = new Thread({ target: targets.identify, args: [out] });
  assertEquals([thread.ident, thread.nativeId], [undefined, undefined]);
  thread.start();
  const { ident } = thread;
  assert(ident! > 0);
  await thread.join();
  assertEquals([out[0], out[1], thread.ident], [ident, ident, ident]);
  assertEquals([out[2], thread.nativeId], [out[3], out[3]]);
});

test("17.1.2 Thread: isAlive from the start until the end, without a join", async () => {
  const go = new Event();
  const thread = new Thread({ target: targets.waitFor, args: [go] });
  assertFalse(thread.isAlive());
  thread.start();
  assert(thread.isAlive());
  go.set();
  for (const end = Date.now() + 5000; thread.isAlive() && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assertFalse(thread.isAlive());
});

test("17.1.2 Thread: its text says initial, started, stopped, as Python's", async () => {
  const go = new Event();
  const thread = new Thread({ target: targets.waitFor, args: [go], name: "x", daemon: true });
  assertEquals(String(thread), "Thread(x, initial daemon)");
  thread.start();
  assertEquals(String(thread), `Thread(x, started ${thread.ident} daemon)`);
  go.set();
  await thread.join();
  assertEquals(String(thread), `Thread(x, stopped ${thread.ident} daemon)`);
});

test("17.1.2 Thread: a second start throws RuntimeError, and the thread can still be joined", async () => {
  const go = new Event();
  const thread = new Thread({ target: targets.waitFor, args: [go] });
  thread.start();
  assertThrows(() => thread.start(), RuntimeError, "can only be started once");
  go.set();
  await thread.join();
  assertThrows(() => thread.start(), RuntimeError, "can only be started once");
});

test("17.1.2 Thread: join before the start throws RuntimeError", async () => {
  const thread = new Thread();
  await assertRejects(() => thread.join(), RuntimeError, "before it is started");
  assertThrows(() => thread.joinSync(), RuntimeError, "before it is started");
});

test("17.1.2 Thread: join of itself throws RuntimeError", async () => {
  await assertRejects(() => currentThread().join(), RuntimeError, "current thread");
  const out = words();
  await run(new Thread({ target: targets.joinSelf, args: [out] }));
  assertEquals(out[0], 1);
});

test("17.1.2 Thread: join may be repeated, and returns at once after the end", async () => {
  const thread = new Thread({ target: targets.store, args: [words(), 1] });
  await run(thread);
  await thread.join();
  thread.joinSync();
});

test("17.1.2 Thread: join with a timeout returns with the thread alive; a negative one is 0", async () => {
  const lock = new Lock();
  await lock.acquire();
  const thread = new Thread({ target: targets.passThrough, args: [lock] });
  thread.start();
  assertEquals(await thread.join({ timeout: 10 }), undefined);
  assert(thread.isAlive());
  thread.joinSync({ timeout: 10 });
  thread.joinSync({ timeout: -1 });
  await thread.join({ timeout: -1 });
  assert(thread.isAlive());
  lock.release();
  await thread.join();
  assertFalse(thread.isAlive());
});

test("17.1.2 Thread: an abort ends the join with its reason, and not the thread", async () => {
  const go = new Event();
  const thread = new Thread({ target: targets.awaitEvent, args: [go] });
  thread.start();
  const reason = new Error("enough");
  const controller = new AbortController();
  const join = thread.join({ signal: controller.signal });
  controller.abort(reason);
  assertStrictEquals(await join.catch((error) => error), reason);
  assert(thread.isAlive());
  go.set();
  await thread.join();
});

test("17.1.2 Thread: ten threads of a subclass with run share locks and a counter", async () => {
  const running = words();
  const [semaphore, mutex] = [new BoundedSemaphore(3), new RLock()];
  const threads = Array.from(
    { length: 10 },
    (_, i) => new targets.Worker(i, semaphore, mutex, running),
  );
  for (const thread of threads) {
    assertEquals(thread.ident, undefined);
    thread.start();
  }
  for (const thread of threads) {
    await thread.join();
    assertFalse(thread.isAlive());
    assert(thread.ident! > 0);
  }
  assertEquals([running[0], running[1]], [0, 0]);
});

test("17.1.2 Thread: a subclass crosses with its fields, and run may call that of Thread", async () => {
  const out = words();
  const thread = new targets.Counting(out, 10);
  thread.times = 3;
  await run(thread);
  assertEquals(out[0], 30);
  assertEquals(thread.seen[0], 1);
  // What run changes in the thread is the thread's own.
  assertEquals(thread.list, []);
});

test("17.1.2 Thread: a subclass without a run of its own need not be marked", async () => {
  const out = words();
  await run(new targets.Named(out));
  assertEquals(out[0], 5);
});

test("17.1.2 Thread: a subclass that is not marked is refused at the start", () => {
  const thread = new targets.Unmarked();
  const error = assertThrows(() => thread.start(), DOMException);
  assertMatch(
    error.message,
    /^thread: Unmarked has a run\(\) of its own.*task\(import\.meta, Unmarked\)/,
  );
  assertFalse(thread.isAlive());
});

test("17.1.2 Thread: what can't be sent is refused at the start, with its path; then nothing has happened", async () => {
  const out = words();
  const args: [Int32Array, number] = [out, 1];
  const thread = new Thread({ target: targets.store, args });
  const bad = new Thread({
    target: targets.store,
    args: [out, [{ deep: Promise.resolve() }] as unknown as number],
  });
  const error = assertThrows(() => bad.start(), DOMException);
  assertMatch(error.message, /^args\[1\]\[0\]\.deep: a Promise/);
  assertFalse(bad.isAlive());
  assertEquals(bad.ident, undefined);
  await run(thread);
});

test("17.1.2 Thread: arguments may be moved instead of copied", async () => {
  const [out, bytes] = [words(), new Uint8Array(1000)];
  await run(new Thread({ target: targets.moved, args: [transfer(bytes, [bytes.buffer]), out] }));
  assertEquals([out[0], bytes.length], [1000, 0]);
});

test("17.1.2 Thread: bad options are refused, naming argument and value", () => {
  const options = (options: object) => () => new Thread(options as never);
  assertThrows(options({ group: 1 }), TypeError, "group must be null for now, got 1");
  assertThrows(options({ target: 3 }), TypeError, "target must be a function, got 3");
  assertThrows(options({ args: "ab" }), TypeError, "args must be an array, got ab");
  assertThrows(options({ kwargs: [] }), TypeError, "kwargs must be an object");
  assertThrows(options({ daemon: 1 }), TypeError, "daemon must be a boolean, got 1");
  assertThrows(() => new Thread(5 as never), TypeError, "options must be an object, got 5");
  const thread = new Thread();
  assertThrows(() => thread.daemon = 1 as never, TypeError, "daemon must be a boolean, got 1");
});

test("17.1.2 Thread: bad timeouts are refused, naming argument and value", async () => {
  const thread = new Thread();
  await run(thread);
  await assertRejects(() => thread.join({ timeout: "1" as never }), TypeError, "got 1");
  assertThrows(() => thread.joinSync({ timeout: NaN }), TypeError, "timeout");
  assertThrows(() => thread.joinSync({ timeout: 1e100 }), RangeError, "timeout");
});

test("17.1.2 Thread: sent to another thread it is a handle of the same thread", async () => {
  const [out, go] = [words(), new Event()];
  const thread = new Thread({ target: targets.waitFor, args: [go], name: "sent", daemon: true });
  thread.start();
  await run(new Thread({ target: targets.describeThread, args: [thread, out, "sent"] }));
  assertEquals([...out], [thread.ident!, 1, 1, 1]);
  await run(new Thread({ target: targets.rename, args: [thread, "renamed"] }));
  assertEquals(thread.name, "renamed");
  const joiner = new Thread({ target: targets.joinOther, args: [thread, out] });
  joiner.start();
  await joiner.join({ timeout: 20 });
  assert(joiner.isAlive());
  go.set();
  await joiner.join();
  assertEquals(out[0], 1);
});

test("17.1.2 Thread: sent before its start it can be joined, but not started elsewhere", async () => {
  const [out, done] = [words(), words()];
  const thread = new Thread({ target: targets.store, args: [done, 1] });
  await run(new Thread({ target: targets.describeThread, args: [thread, out, thread.name] }));
  assertEquals([...out], [-1, 0, 1, 0]);
  await run(new Thread({ target: targets.startOther, args: [thread, out] }));
  assertEquals(out[0], 1);
  await run(thread);
  assertEquals(done[0], 1);
  await run(new Thread({ target: targets.startOther, args: [thread, out] }));
  assertEquals(out[0], 1);
});

test("17.1.2 Thread: the main thread's object can be sent too", async () => {
  const out = words();
  await run(
    new Thread({ target: targets.describeThread, args: [currentThread(), out, "MainThread"] }),
  );
  assertEquals([...out], [currentThread().ident!, 1, 1, 0]);
});

test("17.1.2 Thread: threads start threads, which outlive their creator", async () => {
  const [out, go, done] = [words(), new Event(), new Event()];
  const parent = new Thread({ target: targets.startChild, args: [out, go, done, false] });
  await run(parent);
  assertFalse(parent.isAlive());
  assertEquals(out[0], 0);
  go.set();
  assert(await done.wait({ timeout: 5000 }));
  assertEquals(out[0], 1);
});

test("17.1.2 Thread: threads five deep start while the main thread is blocked in join", () => {
  const out = words();
  const thread = new Thread({ target: targets.nest, args: [out, 5] });
  thread.start();
  const before = performance.now();
  thread.joinSync();
  assertEquals(out[0], 6);
  // Nested workers would take half a second each on Deno.
  assert(performance.now() - before < 2500);
});

test("17.1.2 Thread: a stack that overflows is an error that the thread can catch", async () => {
  const out = words();
  await run(new Thread({ target: targets.overflow, args: [out] }));
  assertEquals(out[0], 1);
});

test("17.1.2 Thread: 100 threads one after the other, and 50 at once, all run", async () => {
  const out = words();
  for (let i = 0; i < 100; i++) await run(new Thread({ target: targets.add, args: [out] }));
  const threads = Array.from(
    { length: 50 },
    () => new Thread({ target: targets.add, args: [out] }),
  );
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  assertEquals(out[0], 150);
});
