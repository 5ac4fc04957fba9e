import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertMatch, assertStrictEquals } from "@std/assert";
import { assertThrows } from "@std/assert";
import {
  __excepthook__,
  excepthook,
  type ExceptHookArgs,
  setExcepthook,
  SystemExit,
  Thread,
} from "@weft/concurrency/dummy_threading";
import { captureStderr } from "../support/stderr.ts";

const later = async () => {
  await Promise.resolve();
  throw new RangeError("later");
};
const now = () => {
  throw new RangeError("now");
};

async function runs(target: () => unknown, name = "failing"): Promise<Thread> {
  const thread = new Thread({ target, name });
  thread.start();
  await thread.join();
  return thread;
}

test("17.8 excepthook: an uncaught error is written to stderr, start does not throw it, others go on", async () => {
  for (const target of [now, later]) {
    const text = await captureStderr(() => runs(target));
    assertMatch(text, /^Exception in thread failing:\n/);
    assertMatch(text, new RegExp(`RangeError: ${target.name}`));
  }
});

test("17.8 excepthook: SystemExit is silent, thrown at once or later", async () => {
  const text = await captureStderr(async () => {
    await runs(() => {
      throw new SystemExit(3);
    });
    await runs(async () => {
      await Promise.resolve();
      throw new SystemExit();
    });
  });
  assertEquals(text, "");
});

test("17.8 setExcepthook: the hook is told class, error, stack and thread, before join resolves", async () => {
  for (const target of [now, later]) {
    const calls: ExceptHookArgs<Thread>[] = [];
    setExcepthook((args) => calls.push(args));
    try {
      const thread = await runs(target);
      const [call, ...more] = calls;
      assertEquals(more, []);
      assertEquals(call!.excType, "RangeError");
      assertEquals((call!.excValue as Error).message, target.name);
      assertMatch(call!.excTraceback!, /excepthook_test/);
      assertStrictEquals(call!.thread, thread);
      assertFalse(thread.isAlive());
    } finally {
      setExcepthook(undefined);
    }
  }
});

test("17.8 setExcepthook: what is no Error is passed on as it is", async () => {
  const calls: ExceptHookArgs<Thread>[] = [];
  setExcepthook((args) => calls.push(args));
  try {
    await runs(() => Promise.reject("a string"));
  } finally {
    setExcepthook(undefined);
  }
  assertEquals(
    calls.map(({ excType, excValue, excTraceback }) => [excType, excValue, excTraceback]),
    [
      ["string", "a string", undefined],
    ],
  );
});

test("17.8 setExcepthook: the hook set at the start counts, as in threading", async () => {
  const calls: string[] = [];
  setExcepthook(() => calls.push("old"));
  const thread = new Thread({ target: later });
  thread.start();
  setExcepthook(() => calls.push("new"));
  try {
    await thread.join();
  } finally {
    setExcepthook(undefined);
  }
  assertEquals(calls, ["old"]);
});

test("17.8 setExcepthook: a hook that throws is reported together with the error it was told", async () => {
  setExcepthook(() => {
    throw new Error("the hook failed");
  });
  try {
    const text = await captureStderr(() => runs(later));
    assertMatch(text, /Exception in thread failing:\n[^]*RangeError: later/);
    assertMatch(text, /Exception in threading.excepthook:\n[^]*Error: the hook failed/);
  } finally {
    setExcepthook(undefined);
  }
});

test("17.8 setExcepthook: undefined is the default again, anything but a function is refused", async () => {
  setExcepthook(() => {});
  setExcepthook(undefined);
  assertMatch(await captureStderr(() => runs(now)), /RangeError: now/);
  assertThrows(() => setExcepthook(5 as never), TypeError, "hook must be a function, got 5");
  assertStrictEquals(__excepthook__, excepthook);
});

test("17.8 excepthook: may be called, as by a hook of one's own", async () => {
  const error = new RangeError("passed on");
  const args = { excType: "RangeError", excValue: error, excTraceback: error.stack };
  const text = await captureStderr(() => {
    excepthook({ ...args, thread: new Thread({ name: "mine" }) });
    excepthook({ ...args, thread: undefined });
    excepthook({ ...args, excValue: new SystemExit(), thread: undefined });
  });
  assertEquals(text.match(/Exception in thread [^\n]+/g), [
    "Exception in thread mine:",
    "Exception in thread unknown:",
  ]);
  assert(text.includes("passed on"));
});
