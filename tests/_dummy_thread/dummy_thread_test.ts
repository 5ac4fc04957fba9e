import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  allocateLock,
  error,
  exit,
  getIdent,
  interruptMain,
  LockType,
  NotSupportedError,
  RLock,
  RuntimeError,
  stackSize,
  startNewThread,
  SystemExit,
  TIMEOUT_MAX,
} from "@weft/concurrency/_dummy_thread";
import { currentThread, enumerate } from "@weft/concurrency/dummy_threading";
import * as threading from "@weft/concurrency/threading";
import { captureStderr } from "../support/stderr.ts";
import { runProgram } from "../support/run.ts";

const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

test("17.10 lock: is free at first, an instance of LockType and of threading's Lock", () => {
  const lock = allocateLock();
  assertFalse(lock.locked());
  assertInstanceOf(lock, LockType);
  assertInstanceOf(lock, threading.Lock);
});

test("17.10 lock: release of a free one throws RuntimeError, which is error", () => {
  const lock = allocateLock();
  assertThrows(() => lock.release(), RuntimeError);
  assertStrictEquals(error, RuntimeError);
});

test("17.10 lock: a poll takes a free one", async () => {
  const lock = allocateLock();
  assertEquals(lock.acquireSync({ blocking: false }), true);
  lock.release();
  assertEquals(await lock.acquire({ blocking: false }), true);
});

test("17.10 lock: is locked after acquire, and free after release", async () => {
  const lock = allocateLock();
  lock.acquireSync();
  assert(lock.locked());
  lock.release();
  assertFalse(lock.locked());
  await lock.acquire();
  assert(lock.locked());
  lock.release();
  assertFalse(lock.locked());
});

test("17.10 lock: acquire says exactly true; of a held one it waits, or throws NotSupportedError if blocking", async () => {
  const lock = allocateLock();
  assertStrictEquals(lock.acquireSync({ blocking: true }), true);
  assertThrows(() => lock.acquireSync(), NotSupportedError, "asynchronous form");
  const second = lock.acquire();
  lock.release();
  assertStrictEquals(await second, true);
});

test("17.10 lock: with a timeout, acquire of a held one waits that long and says false", async () => {
  const lock = allocateLock();
  await lock.acquire();
  const start = performance.now();
  assertEquals(await lock.acquire({ timeout: 30 }), false);
  assert(performance.now() - start >= 29);
  assertEquals(lock.acquireSync({ timeout: 0 }), false);
});

test("17.10 lock: a held one is taken once a thread has released it, after its delay", async () => {
  const lock = allocateLock();
  await lock.acquire();
  const delay = 20;
  const start = performance.now();
  startNewThread(async (held: typeof lock, ms: number) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    held.release();
  }, [lock, delay]);
  await lock.acquire();
  assert(performance.now() - start >= delay - 1);
});

test("17.10 lock: works with using, as Python's with", async () => {
  const lock = allocateLock();
  {
    using _ = await lock.hold();
    assert(lock.locked());
  }
  {
    using _ = lock.holdSync();
    assert(lock.locked());
  }
  assertFalse(lock.locked());
});

test("17.10 RLock: its owner is the cooperative thread", async () => {
  const lock = new RLock();
  const done = allocateLock();
  await done.acquire();
  let refused: unknown;
  await lock.acquire();
  await lock.acquire();
  startNewThread(async () => {
    await tick();
    refused = lock.acquireSync({ blocking: false });
    done.release();
  }, []);
  await done.acquire();
  assertEquals(refused, false);
  lock.release();
  lock.release();
  assertThrows(() => lock.release(), RuntimeError);
});

test("17.10 exit: throws SystemExit, which ends a thread silently", async () => {
  assertThrows(exit, SystemExit);
  let after = false;
  const text = await captureStderr(() => {
    startNewThread(() => {
      exit();
      after = true;
    }, []);
  });
  assertEquals([text, after], ["", false]);
});

test("17.10 start_new_thread: runs the function before it returns, with its arguments and kwargs", () => {
  const list: number[] = [];
  const kwargs = { b: 2 };
  let got: unknown[] = [];
  startNewThread((...args: unknown[]) => void (got = args), [list, 1], kwargs);
  assertEquals(got.length, 3);
  assertStrictEquals(got[0], list);
  assertStrictEquals(got[2], kwargs);
});

test("17.10 start_new_thread: five calls have put five identifiers, which it returned, on a list", () => {
  const queue: number[] = [];
  const returned = Array.from(
    { length: 5 },
    () => startNewThread(() => queue.push(getIdent()), []),
  );
  assertEquals(queue, returned);
  assertEquals(new Set([...queue, getIdent()]).size, 6);
  assert(queue.every((ident) => ident > 0));
});

test("17.10 get_ident: stays that of the thread across awaits", async () => {
  const done = allocateLock();
  await done.acquire();
  const seen: number[] = [];
  const ident = startNewThread(async () => {
    seen.push(getIdent());
    await tick();
    seen.push(getIdent());
    done.release();
  }, []);
  const main = getIdent();
  await done.acquire();
  assertEquals(seen, [ident, ident]);
  assertEquals(getIdent(), main);
});

test("17.10 start_new_thread: errors, at once or later, are reported, not thrown", async () => {
  const now = await captureStderr(() => {
    startNewThread(function failing() {
      throw new RangeError("bad");
    }, []);
  });
  assertMatch(now, /^Unhandled exception in thread started by failing:\n[^]*RangeError: bad/);
  const later = await captureStderr(async () => {
    startNewThread(async () => {
      await Promise.resolve();
      throw new RangeError("later");
    }, []);
    await tick();
  });
  assertMatch(
    later,
    /^Unhandled exception in thread started by a function:\n[^]*RangeError: later/,
  );
});

test("17.10 start_new_thread: a thread is unknown to enumerate until it asks for its object", async () => {
  const done = allocateLock();
  await done.acquire();
  const asked = allocateLock();
  await asked.acquire();
  let name = "";
  startNewThread(async () => {
    await tick();
    name = currentThread().name;
    asked.release();
    await done.acquire();
  }, []);
  assertEquals(enumerate().length, 1);
  await asked.acquire();
  assertMatch(name, /^Dummy-\d+$/);
  const alien = enumerate()[1]!;
  assertEquals([alien.name, alien.daemon, alien.isAlive()], [name, true, true]);
  assertThrows(() => alien.start(), RuntimeError);
  done.release();
  await alien.join();
  assertFalse(alien.isAlive());
  assertEquals(enumerate().length, 1);
});

test("17.10 start_new_thread: args must be an array, kwargs an object, fn a function", () => {
  const start = (...args: unknown[]) => () =>
    startNewThread(...args as Parameters<typeof startNewThread>);
  assertThrows(start(() => {}, 5), TypeError, "args must be an array, got 5");
  assertThrows(start(() => {}), TypeError, "args must be an array, got undefined");
  assertThrows(start(() => {}, {}), TypeError, "args must be an array");
  assertThrows(start(() => {}, [], []), TypeError, "kwargs must be an object");
  assertThrows(start(() => {}, [], 3), TypeError, "kwargs must be an object, got 3");
  assertThrows(start(5, []), TypeError, "fn must be a function, got 5");
});

test("17.10 stack_size: is 0, and can't be changed", () => {
  assertEquals(stackSize(), 0);
  assertEquals(stackSize(undefined), 0);
  assertEquals(stackSize(0), 0);
  assertThrows(() => stackSize(65536), error, "setting thread stack size not supported");
  assertThrows(() => stackSize(1), RangeError, "got 1");
});

test("17.10 TIMEOUT_MAX: is the longest timeout", async () => {
  const lock = allocateLock();
  assertEquals(await lock.acquire({ timeout: TIMEOUT_MAX }), true);
  lock.release();
  await assertRejects(() => lock.acquire({ timeout: TIMEOUT_MAX * 2 }), RangeError, "timeout");
});

test("17.10 interrupt_main: runs the listener for SIGINT, called directly and in a thread", async () => {
  const { code, stdout, stderr } = await runProgram(
    new URL("programs/interrupted.ts", import.meta.url),
  );
  assertEquals([code, stdout, stderr], [0, "direct\nthread\n", ""]);
});

test("17.10 interrupt_main: an unknown signal is refused", () => {
  assertThrows(() => interruptMain("INT"), RangeError, 'got "INT"');
});

test("17.10: the program does not wait for a thread", async () => {
  const { code, stdout } = await runProgram(
    new URL("programs/not_waited_for.ts", import.meta.url),
  );
  assertEquals([code, stdout], [0, "main\n"]);
});
