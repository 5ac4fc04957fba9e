import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  BrokenExecutor,
  BrokenThreadPool,
  CancelledError,
  Future,
  InvalidStateError,
  RuntimeError,
  TimeoutError,
} from "@weft/concurrency/concurrent/futures";
import { captureStderr } from "../../support/stderr.ts";
import {
  cancelled,
  failed,
  failure,
  finished,
  notified,
  pending,
  running,
  states,
  table,
  turn,
} from "./states.ts";

// States

test("17.4.4 Future.cancel: true when pending or cancelled, false when running or done", () => {
  assertEquals(table((future) => future.cancel()), {
    pending: true,
    running: false,
    cancelled: true,
    notified: true,
    failed: false,
    finished: false,
  });
});

test("17.4.4 Future.cancel: a pending future is cancelled, any other keeps its state", () => {
  for (const [name, create] of Object.entries(states)) {
    const future = create();
    const before = [future.running(), future.cancelled(), future.done()];
    future.cancel();
    const after = [future.running(), future.cancelled(), future.done()];
    assertEquals(after, name === "pending" ? [false, true, true] : before, name);
  }
});

test("17.4.4 Future.cancelled: true for cancelled futures, notified or not, only", () => {
  assertEquals(table((future) => future.cancelled()), {
    pending: false,
    running: false,
    cancelled: true,
    notified: true,
    failed: false,
    finished: false,
  });
});

test("17.4.4 Future.running: true for running futures only", () => {
  assertEquals(table((future) => future.running()), {
    pending: false,
    running: true,
    cancelled: false,
    notified: false,
    failed: false,
    finished: false,
  });
});

test("17.4.4 Future.done: false for pending and running futures only", () => {
  assertEquals(table((future) => future.done()), {
    pending: false,
    running: false,
    cancelled: true,
    notified: true,
    failed: true,
    finished: true,
  });
});

test("17.4.4 Future.setRunningOrNotifyCancel: true for a pending future, which then runs", () => {
  const future = pending();
  assertEquals(future.setRunningOrNotifyCancel(), true);
  assertEquals([future.running(), future.done(), future.cancel()], [true, false, false]);
});

test("17.4.4 Future.setRunningOrNotifyCancel: false for a cancelled future, which stays cancelled", () => {
  const future = cancelled();
  assertEquals(future.setRunningOrNotifyCancel(), false);
  assertEquals([future.running(), future.cancelled(), future.done()], [false, true, true]);
});

test("17.4.4 Future.setRunningOrNotifyCancel: RuntimeError in every other state", () => {
  for (const create of [running, notified, failed, finished]) {
    assertThrows(() => create().setRunningOrNotifyCancel(), RuntimeError, "unexpected state");
  }
});

test("17.4.4 Future.setResult, setException: a pending or running future is done", () => {
  for (const create of [pending, running]) {
    const good = create();
    good.setResult(1);
    assertEquals([good.done(), good.running(), good.resultSync()], [true, false, 1]);
    const bad = create();
    bad.setException(failure);
    assertEquals([bad.done(), bad.running(), bad.exceptionSync()], [true, false, failure]);
  }
});

test("17.4.4 Future.setResult: InvalidStateError when done, which changes nothing", () => {
  for (const create of [cancelled, notified, failed, finished]) {
    const future = create();
    const before = String(future);
    assertThrows(() => future.setResult(7), InvalidStateError);
    assertEquals(String(future), before);
  }
  const future = finished(1);
  assertThrows(() => future.setResult(2), InvalidStateError);
  assertEquals(future.resultSync(), 1);
});

test("17.4.4 Future.setException: InvalidStateError when done, which changes nothing", () => {
  for (const create of [cancelled, notified, failed, finished]) {
    const future = create();
    const before = String(future);
    assertThrows(() => future.setException(new Error("second")), InvalidStateError);
    assertEquals(String(future), before);
  }
  const future = failed();
  assertThrows(() => future.setException(new Error("second")), InvalidStateError);
  assertStrictEquals(future.exceptionSync(), failure);
});

// Callbacks

test("17.4.4 Future.addDoneCallback: called within setResult, once, with the future", () => {
  const future = pending();
  const calls: unknown[] = [];
  future.addDoneCallback((done) => calls.push(done, done.resultSync()));
  assertEquals(calls, []);
  future.setResult(5);
  assertEquals(calls, [future, 5]);
  assertThrows(() => future.setResult(6), InvalidStateError);
  assertEquals(calls.length, 2);
});

test("17.4.4 Future.addDoneCallback: called within setException, with the future", () => {
  const future = pending();
  let seen: unknown;
  future.addDoneCallback((done) => seen = done.exceptionSync());
  future.setException(new Error("test"));
  assertInstanceOf(seen, Error);
  assertEquals(seen.message, "test");
});

test("17.4.4 Future.addDoneCallback: called within cancel, with the cancelled future", () => {
  const future = pending();
  let seen: boolean | undefined;
  future.addDoneCallback((done) => seen = done.cancelled());
  assertEquals(future.cancel(), true);
  assertEquals(seen, true);
});

test("17.4.4 Future.addDoneCallback: cancelling or notifying again calls nothing", () => {
  const future = pending();
  let calls = 0;
  future.addDoneCallback(() => calls++);
  future.cancel();
  future.cancel();
  future.setRunningOrNotifyCancel();
  future.cancel();
  assertEquals(calls, 1);
});

test("17.4.4 Future.addDoneCallback: called at once when the future is done", () => {
  let calls = 0;
  finished(5).addDoneCallback((done) => calls += done.resultSync());
  assertEquals(calls, 5);
  failed(new Error("test")).addDoneCallback((done) => {
    assertEquals((done.exceptionSync() as Error).message, "test");
    calls++;
  });
  cancelled().addDoneCallback((done) => calls += Number(done.cancelled()));
  notified().addDoneCallback((done) => calls += Number(done.cancelled()));
  assertEquals(calls, 8);
});

test("17.4.4 Future.addDoneCallback: called in the order added", () => {
  const future = pending();
  const order: number[] = [];
  for (let i = 0; i < 100; i++) future.addDoneCallback(() => order.push(i));
  future.setResult(0);
  assertEquals(order, Array.from({ length: 100 }, (_, i) => i));
});

test("17.4.4 Future.addDoneCallback: the same function added twice is called twice", () => {
  const future = pending();
  let calls = 0;
  const count = () => calls++;
  future.addDoneCallback(count);
  future.addDoneCallback(count);
  future.setResult(0);
  assertEquals(calls, 2);
});

test("17.4.4 Future.addDoneCallback: one added by a callback is called at once", () => {
  const future = pending();
  const order: string[] = [];
  future.addDoneCallback((done) => {
    order.push("first");
    done.addDoneCallback(() => order.push("nested"));
    order.push("first ends");
  });
  future.addDoneCallback(() => order.push("second"));
  future.setResult(0);
  assertEquals(order, ["first", "nested", "first ends", "second"]);
});

test("17.4.4 Future.addDoneCallback: an error is logged on stderr and the next ones are called", async () => {
  const future = pending();
  const order: number[] = [];
  future.addDoneCallback(() => {
    order.push(1);
    throw new RangeError("from a callback");
  });
  future.addDoneCallback(() => {
    order.push(2);
    throw "not even an error";
  });
  future.addDoneCallback(() => order.push(3));
  const text = await captureStderr(() => future.setResult(0));
  assertEquals(order, [1, 2, 3]);
  assertStringIncludes(text, "RangeError: from a callback");
  assertStringIncludes(text, "not even an error");
  assertEquals(future.resultSync(), 0);
});

test("17.4.4 Future.addDoneCallback: an error is logged also when the future is done (3.7)", async () => {
  const future = finished();
  const text = await captureStderr(() =>
    future.addDoneCallback(() => {
      throw new RangeError("at once");
    })
  );
  assertStringIncludes(text, "RangeError: at once");
});

test("17.4.4 Future.addDoneCallback: an asynchronous callback that rejects is logged too", async () => {
  const future = pending();
  future.addDoneCallback(() => Promise.reject(new RangeError("from an async callback")));
  const text = await captureStderr(async () => {
    future.setResult(1);
    await turn();
  });
  assertStringIncludes(text, "from an async callback");
});
test("17.4.4 Future.addDoneCallback: TypeError for anything but a function", () => {
  for (const wrong of [undefined, null, 1, {}]) {
    assertThrows(() => pending().addDoneCallback(wrong as never), TypeError, "fn must be a");
    assertThrows(() => finished().addDoneCallback(wrong as never), TypeError, "fn must be a");
  }
});

// Results

test("17.4.4 Future.result: at timeout 0 and below tells what is there", async () => {
  for (const timeout of [0, -1, -Infinity]) {
    const options = { timeout };
    await assertRejects(() => pending().result(options), TimeoutError);
    await assertRejects(() => running().result(options), TimeoutError);
    await assertRejects(() => cancelled().result(options), CancelledError);
    await assertRejects(() => notified().result(options), CancelledError);
    assertStrictEquals(await assertRejects(() => failed().result(options)), failure);
    assertEquals(await finished().result(options), 42);
  }
});

test("17.4.4 Future.resultSync: at timeout 0 and below tells what is there", () => {
  for (const timeout of [0, -1, -Infinity]) {
    const options = { timeout };
    assertThrows(() => pending().resultSync(options), TimeoutError);
    assertThrows(() => running().resultSync(options), TimeoutError);
    assertThrows(() => cancelled().resultSync(options), CancelledError);
    assertThrows(() => notified().resultSync(options), CancelledError);
    assertStrictEquals(assertThrows(() => failed().resultSync(options)), failure);
    assertEquals(finished().resultSync(options), 42);
  }
});

test("17.4.4 Future.exception: at timeout 0 and below tells what is there", async () => {
  for (const timeout of [0, -1, -Infinity]) {
    const options = { timeout };
    await assertRejects(() => pending().exception(options), TimeoutError);
    await assertRejects(() => running().exception(options), TimeoutError);
    await assertRejects(() => cancelled().exception(options), CancelledError);
    await assertRejects(() => notified().exception(options), CancelledError);
    assertStrictEquals(await failed().exception(options), failure);
    assertStrictEquals(await finished().exception(options), null);
  }
});

test("17.4.4 Future.exceptionSync: at timeout 0 and below tells what is there", () => {
  for (const timeout of [0, -1, -Infinity]) {
    const options = { timeout };
    assertThrows(() => pending().exceptionSync(options), TimeoutError);
    assertThrows(() => running().exceptionSync(options), TimeoutError);
    assertThrows(() => cancelled().exceptionSync(options), CancelledError);
    assertThrows(() => notified().exceptionSync(options), CancelledError);
    assertStrictEquals(failed().exceptionSync(options), failure);
    assertStrictEquals(finished().exceptionSync(options), null);
  }
});

test("17.4.4 Future.result: waits for setResult", async () => {
  const future = pending();
  const result = future.result({ timeout: 5000 });
  await turn();
  future.setResult(42);
  assertEquals(await result, 42);
});

test("17.4.4 Future.result: waits for cancel, and rejects with CancelledError", async () => {
  const future = pending();
  const result = future.result({ timeout: 5000 });
  setTimeout(() => future.cancel(), 0);
  await assertRejects(() => result, CancelledError);
});

test("17.4.4 Future.exception: waits for setException", async () => {
  const future = pending();
  const exception = future.exception({ timeout: 5000 });
  setTimeout(() => future.setException(failure), 0);
  assertStrictEquals(await exception, failure);
});

test("17.4.4 Future.exception: null once the result is set", async () => {
  const future = pending();
  const exception = future.exception();
  setTimeout(() => future.setResult(1), 0);
  assertStrictEquals(await exception, null);
});

test("17.4.4 Future.result: the same error object each time", async () => {
  const future = pending();
  const waiting = future.result();
  future.setException(failure);
  assertStrictEquals(await assertRejects(() => waiting), failure);
  assertStrictEquals(await assertRejects(() => future.result()), failure);
  assertStrictEquals(await assertRejects(() => future.result()), failure);
  assertStrictEquals(assertThrows(() => future.resultSync()), failure);
  assertStrictEquals(await future.exception(), failure);
});

test("17.4.4 Future.setException: any thrown value is kept, also undefined", async () => {
  for (const value of [undefined, null, 0, "text", { a: 1 }]) {
    const future = new Future();
    future.setException(value);
    assertStrictEquals(await rejection(future.result()), value);
    assertStrictEquals(await future.exception(), value);
    let thrown: unknown = "nothing";
    try {
      future.resultSync();
    } catch (error) {
      thrown = error;
    }
    assertStrictEquals(thrown, value);
  }
});

test("17.4.4 Future.result: TimeoutError after the timeout, and the future goes on", async () => {
  const future = running();
  const start = performance.now();
  const error = await assertRejects(() => future.result({ timeout: 50 }), TimeoutError);
  assert(performance.now() - start >= 48);
  assertStringIncludes(error.message, "50 ms");
  assertEquals(future.running(), true);
  future.setResult(1);
  assertEquals(await future.result({ timeout: 50 }), 1);
});

test("17.4.4 Future.resultSync: TimeoutError after the timeout, and the future goes on", () => {
  const future = running();
  const start = performance.now();
  assertThrows(() => future.resultSync({ timeout: 50 }), TimeoutError, "50 ms");
  assert(performance.now() - start >= 48);
  assertEquals(future.running(), true);
});

test("17.4.4 Future.result: a timeout of weeks does not end at once", async () => {
  const future = pending();
  const result = future.result({ timeout: 2 ** 31 + 1000 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  future.setResult(1);
  assertEquals(await result, 1);
});

test("17.4.4 Future.result: timeout Infinity and undefined mean no limit", async () => {
  for (const timeout of [Infinity, undefined]) {
    const future = pending();
    const result = future.result({ timeout });
    await turn();
    future.setResult(1);
    assertEquals(await result, 1);
  }
});

test("17.4.4 Future: a timeout that is no number is a TypeError that names it", async () => {
  for (const timeout of [NaN, "5", null] as never[]) {
    for (const form of ["result", "exception"] as const) {
      await assertRejects(async () => await pending()[form]({ timeout }), TypeError, "timeout");
    }
    for (const form of ["resultSync", "exceptionSync"] as const) {
      assertThrows(() => pending()[form]({ timeout }), TypeError, "timeout");
    }
  }
});

test("17.4.4 Future.resultSync: RuntimeError where nothing could ever complete the future", () => {
  assertThrows(() => pending().resultSync(), RuntimeError, "for ever");
  assertThrows(() => running().exceptionSync(), RuntimeError, "for ever");
});

test("17.4.4 Future.result: an abort rejects with the reason, and the future goes on", async () => {
  for (const form of ["result", "exception"] as const) {
    const future = pending();
    const controller = new AbortController();
    const waiting = future[form]({ signal: controller.signal });
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 0);
    assertStrictEquals(await assertRejects(() => waiting), reason);
    assertEquals([future.done(), future.cancelled()], [false, false]);
    future.setResult(1);
    assertEquals(await future.result(), 1);
  }
});

test("17.4.4 Future.result: a signal aborted before rejects at once", async () => {
  const reason = { any: "value" };
  const signal = AbortSignal.abort(reason);
  assertStrictEquals(await rejection(pending().result({ signal })), reason);
  assertStrictEquals(await rejection(pending().exception({ signal })), reason);
});

test("17.4.4 Future.result: leaves no listener on the signal, however it ends", async () => {
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: unknown[]) => {
    listeners.add(args[1]);
    addEventListener.apply(signal, args as never);
  };
  signal.removeEventListener = (...args: unknown[]) => {
    listeners.delete(args[1]);
    removeEventListener.apply(signal, args as never);
  };
  const future = pending();
  const results = [future.result({ signal }), future.exception({ signal, timeout: 5000 })];
  const late = future.result({ signal, timeout: 1 });
  assertEquals(listeners.size, 3);
  await assertRejects(() => late, TimeoutError);
  assertEquals(listeners.size, 2);
  future.setResult(1);
  assertEquals(await Promise.all(results), [1, null]);
  assertEquals(listeners.size, 0);
});

test("17.4.4 Future.result: many waiters all get the result", async () => {
  const future = pending();
  const waiting = Array.from({ length: 100 }, (_, i) => future.result({ timeout: 5000 + i }));
  future.setResult(7);
  assertEquals(await Promise.all(waiting), Array(100).fill(7));
});

// PromiseLike

test("Future: `await future` is `await future.result()`", async () => {
  assertEquals(await finished(), 42);
  assertStrictEquals(await rejection(failed()), failure);
  assertInstanceOf(await rejection(cancelled()), CancelledError);
  const future = pending();
  setTimeout(() => future.setResult(9), 0);
  assertEquals(await future, 9);
});

test("Future.then: hands the outcome to the handlers and chains like a promise", async () => {
  assertEquals(await finished(2).then((n) => n * 21), 42);
  assertEquals(await finished(2).then(), 2);
  assertEquals(await failed().then(() => "no", (error) => error), failure);
  assertStrictEquals(await rejection(failed().then((n) => n)), failure);
  assertEquals(await finished(1).then((n) => finished(n + 1)), 2);
  assertEquals(await Promise.all([finished(1), finished(2)]), [1, 2]);
  assertEquals(await Promise.race([pending(), finished(3)]), 3);
  assertEquals(await Promise.resolve(finished(4)), 4);
});

test("Future: no unhandled rejection while nobody asks for the result", async () => {
  const futures = [failed(), cancelled(), notified()];
  const later = [pending(), running()];
  for (const future of futures) future.addDoneCallback(() => {});
  later[0]!.cancel();
  later[1]!.setException(failure);
  assertEquals(later.map((future) => future.done()), [true, true]);
  assertThrows(() => later[1]!.resultSync());
  // The runner fails the test for a rejection that nobody handled.
  await turn();
  await turn();
});

test("Future: no unhandled rejection after a wait for it was given up", async () => {
  const [late, aborted] = [pending(), pending()];
  const controller = new AbortController();
  const waits = [
    assertRejects(() => late.result({ timeout: 1 }), TimeoutError),
    assertRejects(() => late.exception({ timeout: 1 }), TimeoutError),
    rejection(aborted.result({ signal: controller.signal })),
  ];
  controller.abort();
  await Promise.all(waits);
  late.setException(failure);
  aborted.cancel();
  await turn();
  await turn();
});

// What it looks like

test("17.4.4 Future.toString: the state, and the kind of what it returned or threw", () => {
  assertEquals(table(String), {
    pending: "Future(pending)",
    running: "Future(running)",
    cancelled: "Future(cancelled)",
    notified: "Future(cancelled)",
    failed: "Future(finished, threw RangeError)",
    finished: "Future(finished, returned number)",
  });
  const returned = (value: unknown) => {
    const future = new Future();
    future.setResult(value);
    return String(future);
  };
  assertEquals(returned(undefined), "Future(finished, returned undefined)");
  assertEquals(returned("text"), "Future(finished, returned string)");
  assertEquals(returned([1]), "Future(finished, returned Array)");
  assertEquals(returned(Object.create(null)), "Future(finished, returned object)");
  assertEquals(String(failed("text")), "Future(finished, threw string)");
});

test("17.4.6 Errors: names, and who extends whom", () => {
  for (
    const [type, base] of [
      [CancelledError, Error],
      [TimeoutError, Error],
      [BrokenExecutor, RuntimeError],
      [BrokenThreadPool, BrokenExecutor],
      [InvalidStateError, Error],
    ] as const
  ) {
    const error = new type("why");
    assertInstanceOf(error, base);
    assertInstanceOf(error, Error);
    assertStringIncludes(`${error}`, `${type.name}: why`);
  }
  assert(!(new TimeoutError() instanceof CancelledError));
});

/** The reason, whatever it is: assertRejects wants an Error. */
function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(promise).then(
    (value) => {
      throw new Error(`fulfilled with ${value}`);
    },
    (reason) => reason,
  );
}
