import { test } from "node:test";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { RuntimeError } from "../../_runtime/errors.ts";
import { Lock } from "../../multiprocessing/locks.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { Queue } from "../../multiprocessing/queues.ts";
import { wait } from "../../multiprocessing/wait.ts";
import { cpuCount } from "../../multiprocessing/context.ts";
import { currentProcess, parentProcess } from "../../multiprocessing/current.ts";
import { setExecutable } from "../../multiprocessing/executable.ts";
import { activeChildren } from "../../multiprocessing/active.ts";
import { Process, type ProcessOptions } from "../../multiprocessing/process.ts";
import { updateProcessState } from "../../_thread/process_state.ts";
import { useAll } from "./light_targets.ts";
import {
  describe,
  descriptors,
  echo,
  lastFor,
  lastForever,
  Plain,
  recur,
  relations,
  Unmarked,
  Upper,
} from "./process_targets.ts";

function started<A extends unknown[]>(options: ProcessOptions<A>): Process<A> {
  const process = new Process(options);
  process.start();
  return process;
}

test("17.2.2.3 current_process: in the main process it is alive, no daemon, and has a key", () => {
  const current = currentProcess();
  assertEquals(current.name, "MainProcess");
  assert(current.isAlive());
  assertEquals(current.daemon, false);
  assert(current.authkey instanceof Uint8Array && current.authkey.length === 32);
  assertEquals(current.pid, current.ident);
  assert(current.pid! > 0);
  assertEquals(current.exitcode, undefined);
  assertEquals(parentProcess(), undefined);
  assertThrows(() => current.start(), RuntimeError, "created by current process");
  assertThrows(() => current.joinSync(), RuntimeError, "can only join a child process");
});

test("17.2.2.1 Process: it runs its target with its arguments, name and key in another process", async () => {
  const [ours, theirs] = Pipe();
  const current = currentProcess();
  const p = new Process({
    target: describe as (...args: unknown[]) => void,
    name: "SomeProcess",
    args: [theirs, 1, 2],
    kwargs: { hello: 23, bye: 2.54 },
    daemon: true,
  });
  assertEquals(p.authkey, current.authkey);
  assertEquals([p.isAlive(), p.exitcode, p.pid, p.daemon], [false, undefined, undefined, true]);
  assert(!activeChildren().includes(p));
  p.start();
  assertEquals([p.isAlive(), p.exitcode], [true, undefined]);
  assert(activeChildren().includes(p));
  assertEquals(await ours.recv(), [1, 2]);
  assertEquals(await ours.recv(), { hello: 23, bye: 2.54 });
  assertEquals(await ours.recv(), "SomeProcess");
  assertEquals(await ours.recv(), [...current.authkey]);
  assertEquals(await ours.recv(), p.pid);
  await p.join();
  assertEquals([p.isAlive(), p.exitcode], [false, 0]);
  assert(!activeChildren().includes(p));
});

test("17.2.2.1 Process: arguments arrive as they were", async () => {
  const [ours, theirs] = Pipe(false);
  for (const value of [1, "str", [1], { a: [1, new Map([["b", 2n]])] }, undefined, null]) {
    const process = started({ target: echo, args: [theirs, value] });
    assertEquals(await ours.recv(), value);
    await process.join();
    assertEquals(process.exitcode, 0);
  }
});

test("17.2.3.2: a queue, a lock and a connection bring what they need to a module that imports task() alone", async () => {
  const [here, there] = Pipe();
  const queue = new Queue<string>();
  const process = started({ target: useAll, args: [queue, new Lock(), there] });
  await queue.put("locked:");
  assertEquals(await here.recv(), "locked: true");
  await process.join();
  assertEquals(process.exitcode, 0);
});

test("17.2.2.1 Process: args and kwargs are those of the construction", async () => {
  const [ours, theirs] = Pipe(false);
  const args: [typeof theirs, unknown] = [theirs, "before"];
  const process = new Process({ target: echo, args });
  args[1] = "after";
  process.start();
  assertEquals(await ours.recv(), "before");
  await process.join();
});

test("17.2.2.1 Process: a child knows its parent, and has no children", async () => {
  const [ours, theirs] = Pipe(false);
  const process = started({ target: relations, args: [theirs] });
  const { pid, name } = currentProcess();
  assertEquals(await ours.recv(), [pid, name, true, null]);
  assertEquals(await ours.recv(), 0);
  await process.join();
});

test("17.2.2.1 Process: without a target it does nothing", () => {
  const process = started({});
  process.joinSync();
  assertEquals(process.exitcode, 0);
});

test("17.2.2.1 name: it tells how the process came about, and can be set", async () => {
  const first = new Process();
  const [, number] = /^Process-(\d+)$/.exec(first.name)!;
  assertEquals(new Process().name, `Process-${Number(number) + 1}`);
  assertEquals(new Plain().name, `Plain-${Number(number) + 2}`);
  assertEquals(new Process({ name: "x" }).name, "x");
  assertEquals(new Process({ name: "" }).name, `Process-${Number(number) + 4}`);
  first.name = "another";
  assertEquals(first.name, "another");
  assertThrows(() => first.name = 5 as never, TypeError, "must be a string, got 5");
  const [ours, theirs] = Pipe(false);
  const child = new Upper(theirs);
  child.start();
  assertEquals((await ours.recv() as unknown[])[2], child.name);
  await child.join();
});

test("17.2.2.1 Process: children of children are numbered below their parent, and may start more", async () => {
  const [ours, theirs] = Pipe(false);
  await recur(theirs, []);
  const paths: unknown[] = [];
  while (await ours.poll()) paths.push(await ours.recv());
  assertEquals(paths, [[], [0], [0, 0], [0, 1], [1], [1, 0], [1, 1]]);
});

test("17.2.2.1 Process: a subclass is sent with its fields, and is the child's current process", async () => {
  const [ours, theirs] = Pipe(false);
  const process = new Upper(theirs, "shouter");
  process.words = ["a", "b"];
  process.start();
  assertEquals(await ours.recv(), [true, true, "shouter", ["A", "B"]]);
  process.joinSync();
  assertEquals(process.exitcode, 0);
});

test("17.2.2.1 Process: a subclass with a run() of its own must be marked", () => {
  const error = assertThrows(() => new Unmarked().start(), DOMException, "Unmarked");
  assertEquals(error.name, "DataCloneError");
  const plain = new Plain();
  plain.start();
  plain.joinSync();
  assertEquals(plain.exitcode, 0);
});

test("17.2.2.1 start: what can't be sent is refused with its place, and nothing has happened", async () => {
  const process = new Process({ target: echo, args: [{} as never, { a: [Promise.resolve()] }] });
  const error = assertThrows(() => process.start(), DOMException, "args[1].a[0]: a Promise");
  assertEquals(error.name, "DataCloneError");
  assertEquals([process.pid, process.isAlive()], [undefined, false]);
  assertEquals(activeChildren(), []);
  await assertRejects(() => process.join(), RuntimeError, "can only join a started process");
  const bound = new Process({ target: lastFor.bind(null) as typeof lastFor });
  assertThrows(() => bound.start(), DOMException, "target: ");
  const another = new Process({ target: echo, args: [new Process() as never, 1] });
  assertThrows(() => another.start(), DOMException, "sent to itself alone");
});

test("17.2.2.1 start: a program that is not there is an error with a code, and start can be tried again", async () => {
  const process = new Process({ target: lastFor, args: [0] });
  setExecutable("/nonexistent/deno", ["run"]);
  try {
    const error = assertThrows(() => process.start(), Error) as Error & { code?: string };
    assertEquals(error.code, "ENOENT");
    assertEquals(process.pid, undefined);
  } finally {
    updateProcessState({ executable: undefined });
  }
  process.start();
  await process.join();
  assertEquals(process.exitcode, 0);
});

test("17.2.2.1 start: once only", async () => {
  const process = started({ target: lastFor, args: [0] });
  assertThrows(() => process.start(), RuntimeError, "cannot start a process twice");
  await process.join();
  assertThrows(() => process.start(), RuntimeError, "cannot start a process twice");
});

test("17.2.2.1 join: not before the start", async () => {
  const process = new Process();
  await assertRejects(() => process.join(), RuntimeError, "can only join a started process");
  assertThrows(() => process.joinSync(), RuntimeError, "can only join a started process");
  assertThrows(() => process.sentinel, RangeError, "process not started");
  assertThrows(() => process.terminate(), RuntimeError);
});

test("17.2.2.1 join: it ends at the timeout, and the process goes on", async () => {
  const [ours, theirs] = Pipe(false);
  const process = started({ target: lastForever, args: [theirs], daemon: true });
  assertEquals(await ours.recv(), "running");
  for (const timeout of [0, -1, 20]) {
    await process.join({ timeout });
    process.joinSync({ timeout });
    assert(process.isAlive());
  }
  assert(activeChildren().includes(process));
  const reason = new Error("enough");
  await assertRejects(() => process.join({ signal: AbortSignal.abort(reason) }), Error, "enough");
  process.terminate();
  await process.join();
  process.joinSync();
  assertEquals([process.isAlive(), process.exitcode], [false, -15]);
  assertEquals(activeChildren(), []);
  process.terminate();
});

for (const [how, exitcode] of [["terminate", -15], ["kill", -9], ["interrupt", -2]] as const) {
  test(`17.2.2.1 ${how}: exitcode tells the signal`, async () => {
    const [ours, theirs] = Pipe(false);
    const process = started({ target: lastForever, args: [theirs] });
    await ours.recv();
    process[how]();
    await process.join();
    assertEquals(process.exitcode, exitcode);
  });
}

test("17.2.2.1 sentinel: ready when the process has ended, and not before", async () => {
  const [ours, theirs] = Pipe(false);
  const process = started({ target: lastForever, args: [theirs] });
  const { sentinel } = process;
  assertEquals(sentinel.pid, process.pid);
  await ours.recv();
  assertEquals(await wait([sentinel], { timeout: 0 }), []);
  process.kill();
  assertEquals(await wait([sentinel]), [sentinel]);
  await process.join();
  assertEquals(await wait([sentinel]), [sentinel]);
});

test("17.2.2.1 close: not while it runs, and nothing works after it", async () => {
  const process = started({ target: lastForever });
  assertThrows(() => process.close(), RangeError, "still running");
  process.terminate();
  await process.join();
  process.close();
  process.close();
  for (
    const use of [
      () => process.start(),
      () => process.joinSync(),
      () => process.isAlive(),
      () => process.exitcode,
      () => process.pid,
      () => process.sentinel,
      () => process.terminate(),
    ]
  ) assertThrows(use, RangeError, "process object is closed");
  assertEquals(process.toString().includes("closed"), true);
});

test("17.2.2.1 Process: many at once", async () => {
  const quick = Array.from({ length: 5 }, () => started({ target: lastFor, args: [10] }));
  for (const process of quick) await process.join();
  assertEquals(quick.map(({ exitcode }) => exitcode), [0, 0, 0, 0, 0]);
  const slow = Array.from({ length: 5 }, () => started({ target: lastFor, args: [60_000] }));
  for (const process of slow) process.terminate();
  for (const process of slow) await process.join();
  assertEquals(slow.map(({ exitcode }) => exitcode), [-15, -15, -15, -15, -15]);
});

test("17.2.2.1 Process: a child has no descriptors of its parent's, and an empty stdin", async () => {
  const [ours, theirs] = Pipe(false);
  const processes = [1, 2, 3].map(() => started({ target: descriptors, args: [theirs] }));
  for (const process of processes) {
    assertEquals(await ours.recv(), [[0, 1, 2, 3], 0]);
    await process.join();
  }
});

test("17.2.2.1 authkey: it can be set, and children have it", async () => {
  const [ours, theirs] = Pipe(false);
  const process = new Process({
    target: describe as (...args: unknown[]) => void,
    args: [theirs, 1, 2, null],
  });
  assertThrows(() => process.authkey = "key" as never, TypeError, "must be a Uint8Array");
  process.authkey = new Uint8Array([1, 2, 3]);
  process.start();
  for (let i = 0; i < 3; i++) await ours.recv();
  assertEquals(await ours.recv(), [1, 2, 3]);
  await process.join();
});

test("17.2.2.1 Process: wrong options are refused by name", () => {
  assertThrows(() => new Process({ target: 5 as never }), TypeError, "target");
  assertThrows(() => new Process({ args: 5 as never }), TypeError, "args");
  assertThrows(() => new Process({ kwargs: [] as never }), TypeError, "kwargs");
  assertThrows(() => new Process({ daemon: 1 as never }), TypeError, "daemon");
  assertThrows(() => new Process({ group: 1 as never }), TypeError, "group");
  assertThrows(() => new Process({ name: 1 as never }), TypeError, "name");
});

test("17.2.2.3 cpu_count: at least one", () => {
  assert(Number.isInteger(cpuCount()) && cpuCount() >= 1);
});
