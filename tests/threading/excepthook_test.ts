import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  __excepthook__,
  excepthook,
  type ExceptHookArgs,
  RuntimeError,
  setExcepthook,
  SystemExit,
  Thread,
} from "@weft/concurrency/threading";
import { captureStderr } from "../support/stderr.ts";
import { runProgram } from "../support/run.ts";
import * as targets from "./thread_targets.ts";

const isDeno = typeof Deno !== "undefined";

async function hooked(thread: Thread): Promise<ExceptHookArgs<Thread>[]> {
  const calls: ExceptHookArgs<Thread>[] = [];
  setExcepthook((args) => calls.push(args));
  try {
    thread.start();
    await thread.join();
  } finally {
    setExcepthook(undefined);
  }
  return calls;
}

test("17.1 excepthook: it is told class, error, stack and thread, before join resolves", async () => {
  const thread = new Thread({ target: targets.fail, args: ["bad"], name: "failing" });
  const [call, ...more] = await hooked(thread);
  assertEquals(more, []);
  assertEquals(call!.excType, "RangeError");
  assert(call!.excValue instanceof RangeError);
  assertEquals(call!.excValue.message, "bad");
  // The thread's own lines, and under them those of its start.
  assertMatch(call!.excTraceback!, /thread_targets[^]*excepthook_test/);
  assertStrictEquals(call!.thread, thread);
  assertFalse(thread.isAlive());
});

test("17.1 excepthook: a promise that rejects is an uncaught error too", async () => {
  const [call] = await hooked(new Thread({ target: targets.rejects, args: ["later"] }));
  assertEquals((call!.excValue as Error).message, "later");
});

test("17.1 excepthook: the hook set at the start counts", async () => {
  const calls: string[] = [];
  setExcepthook(() => calls.push("old"));
  const thread = new Thread({ target: targets.rejects, args: ["x"] });
  thread.start();
  setExcepthook(() => calls.push("new"));
  await thread.join();
  setExcepthook(undefined);
  assertEquals(calls, ["old"]);
});

test("17.1 excepthook: after joinSync it runs as soon as the thread is free", async () => {
  const calls: unknown[] = [];
  setExcepthook((args) => calls.push(args.thread));
  const thread = new Thread({ target: targets.fail, args: ["x"] });
  thread.start();
  setExcepthook(undefined);
  thread.joinSync();
  await thread.join();
  assertEquals(calls, [thread]);
});

test("17.1 excepthook: a hook is told of SystemExit too, which the default one ignores", async () => {
  const [call] = await hooked(new Thread({ target: targets.exitSilently }));
  assert(call!.excValue instanceof SystemExit);
  assertEquals(call!.excValue.code, 1);
  assertEquals(
    await captureStderr(() =>
      excepthook({
        excType: "SystemExit",
        excValue: new SystemExit(),
        excTraceback: "",
        thread: undefined,
      })
    ),
    "",
  );
});

test("17.1 excepthook: the default one writes name and stack to stderr", async () => {
  const thread = new Thread({ name: "excepthook thread" });
  const error = new RangeError("run failed");
  const args = { excType: "RangeError", excValue: error, excTraceback: error.stack, thread };
  const text = await captureStderr(() => excepthook(args));
  assertMatch(text, /^Exception in thread excepthook thread:\nRangeError: run failed\n/);
  assertMatch(text, /excepthook_test/);
  assertEquals(await captureStderr(() => __excepthook__(args)), text);
});

test("17.1 excepthook: a hook that throws is reported with what it was told", async () => {
  const text = await captureStderr(async () => {
    setExcepthook(() => {
      throw new Error("threading_hook failed");
    });
    const thread = new Thread({ target: targets.fail, args: ["told"] });
    thread.start();
    setExcepthook(undefined);
    await thread.join();
  });
  assertMatch(text, /Exception in threading\.excepthook:\nError: threading_hook failed/);
  assertMatch(text, /RangeError: told/);
});

test("17.1 setExcepthook: anything but a function is refused", () => {
  assertThrows(() => setExcepthook(5 as never), TypeError, "hook must be a function, got 5");
});

test("17.1 excepthook: a thread that ends itself is joined, and the hook told how", async () => {
  const thread = new Thread({ target: targets.processExit, name: "leaving" });
  const [call] = await hooked(thread);
  assert(call!.excValue instanceof RuntimeError);
  assertMatch(call!.excValue.message, /^thread leaving called (process|Deno)\.exit\(3\)/);
  assertFalse(thread.isAlive());
});

test("17.1 excepthook: self.close likewise", { skip: !isDeno }, async () => {
  const [call] = await hooked(new Thread({ target: targets.closeSelf, name: "leaving" }));
  assertMatch((call!.excValue as Error).message, /^thread leaving called self\.close/);
});

test("17.1 excepthook: a thread that ends itself is joined by a blocked thread, too", () => {
  const thread = new Thread({ target: targets.processExit, daemon: true });
  setExcepthook(() => {});
  thread.start();
  setExcepthook(undefined);
  thread.joinSync();
  assertFalse(thread.isAlive());
});

function program(name: string) {
  return runProgram(new URL(`./programs/${name}.ts`, import.meta.url));
}

test("17.1.2 Thread: an uncaught error goes to stderr with name and stack, and harms nobody else", async () => {
  const { code, stdout, stderr } = await program("failing_thread");
  assertEquals([code, stdout], [0, "main goes on\n"]);
  assertMatch(stderr, /Exception in thread failing:\n[^]*RangeError: division by zero/);
  assertMatch(stderr, /failing_thread\.ts/);
  assertFalse(stderr.includes("Unhandled"));
});

test("17.1.2 Thread: SystemExit is silent, and does not end the program", async () => {
  const { code, stdout, stderr } = await program("system_exit");
  assertEquals([code, stdout, stderr], [0, "main goes on\n", ""]);
});

test("17.1.2 Thread: a module that can't be imported is an error of the thread", async () => {
  const { code, stdout, stderr } = await program("missing_module");
  assertEquals([code, stdout], [0, "joined\n"]);
  assertMatch(stderr, /Exception in thread importing:/);
  assertMatch(stderr, /not_there/);
});

// As a program, because `bun test` ends a worker at any uncaught error, whatever listens.
test("17.1 excepthook: an error out of a timer ends the thread that waits", async () => {
  const { code, stdout } = await program("late_timer");
  assertEquals([code, stdout], [0, "RangeError: out of a timer\njoined\n"]);
});

test("17.1 excepthook: a rejection that nobody handles is reported, and ends nothing", async () => {
  const { code, stdout } = await program("lost_rejection");
  assertEquals([code, stdout], [0, "RangeError: nobody's\nthe thread goes on\njoined\n"]);
});
