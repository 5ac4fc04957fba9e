import { test } from "node:test";
import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import {
  ALL_COMPLETED,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  Future,
  RuntimeError,
  wait,
  waitSync,
} from "@weft/concurrency/concurrent/futures";
import { foreignFuture, Inline, Manual, Timed } from "./foreign.ts";
import { cancelled, failed, finished, notified, pending, running, turn } from "./states.ts";

type Set2<T> = { done: Set<Future<T>>; notDone: Set<Future<T>> };

function assertSplit<T>(result: Set2<T>, done: Future<T>[], notDone: Future<T>[]): void {
  const names = new Map<Future<T>, number>();
  for (const future of [...done, ...notDone]) names.set(future, names.size);
  const numbers = (set: Iterable<Future<T>>) => Array.from(set, (f) => names.get(f)).sort();
  assertEquals(numbers(result.done), numbers(done), "done");
  assertEquals(numbers(result.notDone), numbers(notDone), "notDone");
}

test("17.4.5 Names: the conditions are strings of their own names", () => {
  assertEquals([FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED], [
    "FIRST_COMPLETED",
    "FIRST_EXCEPTION",
    "ALL_COMPLETED",
  ]);
});

test("17.4.5 wait: ALL_COMPLETED, the default, waits for all; failing and cancelled ones count", async () => {
  const [bad, good] = [running(), running()];
  const all = [finished(), notified(), failed(), bad, good];
  let over = false;
  const waiting = wait(all).finally(() => over = true);
  bad.setException(new Error("divided by zero"));
  await turn();
  assertEquals(over, false);
  good.setResult(42);
  assertSplit(await waiting, all, []);
  assertSplit(await wait(all, { returnWhen: ALL_COMPLETED }), all, []);
});

test("17.4.5 wait: FIRST_COMPLETED returns when any is done", async () => {
  const [unnotified, quick, slow] = [cancelled(), running(), running()];
  setTimeout(() => quick.setResult(42), 0);
  const result = await wait([unnotified, quick, slow], { returnWhen: FIRST_COMPLETED });
  // A cancellation that no executor has acknowledged is not completed.
  assertSplit(result, [quick], [unnotified, slow]);
});

test("17.4.5 wait: FIRST_COMPLETED returns at once when some are done", async () => {
  const [a, b, slow] = [notified(), finished(), running()];
  assertSplit(await wait([a, b, slow], { returnWhen: FIRST_COMPLETED }), [a, b], [slow]);
});

test("17.4.5 wait: FIRST_COMPLETED counts a cancellation once it is acknowledged", async () => {
  const [future, slow] = [cancelled(), running()];
  const waiting = wait([future, slow], { returnWhen: FIRST_COMPLETED });
  await turn();
  future.setRunningOrNotifyCancel();
  assertSplit(await waiting, [future], [slow]);
});

test("17.4.5 wait: FIRST_EXCEPTION returns when any has failed", async () => {
  const [good, bad, slow] = [running(), running(), running()];
  const waiting = wait([good, bad, slow], { returnWhen: FIRST_EXCEPTION });
  let over = false;
  void waiting.then(() => over = true);
  good.setResult(42);
  await turn();
  assertEquals(over, false);
  bad.setException(new Error("divided by zero"));
  assertSplit(await waiting, [good, bad], [slow]);
});

test("17.4.5 wait: FIRST_EXCEPTION, some done already", async () => {
  const [good, unnotified, acknowledged] = [finished(), cancelled(), notified()];
  const [bad, slow] = [running(), running()];
  setTimeout(() => bad.setException(new Error("divided by zero")), 0);
  const result = await wait([good, unnotified, acknowledged, bad, slow], {
    returnWhen: FIRST_EXCEPTION,
  });
  assertSplit(result, [good, acknowledged, bad], [unnotified, slow]);
});

test("17.4.5 wait: FIRST_EXCEPTION returns at once when one has failed", async () => {
  const [bad, slow] = [failed(), running()];
  assertSplit(await wait([bad, slow], { returnWhen: FIRST_EXCEPTION }), [bad], [slow]);
});

test("17.4.5 wait: FIRST_EXCEPTION counts a thrown undefined", async () => {
  const [bad, slow] = [new Future<number>(), running()];
  setTimeout(() => bad.setException(undefined), 0);
  assertSplit(await wait([bad, slow], { returnWhen: FIRST_EXCEPTION }), [bad], [slow]);
});

test("17.4.5 wait: FIRST_EXCEPTION without one waits for all; a cancellation is none", async () => {
  const [a, b] = [pending(), running()];
  const waiting = wait([a, b, notified(), finished()], { returnWhen: FIRST_EXCEPTION });
  let over = false;
  void waiting.then(() => over = true);
  a.cancel();
  a.setRunningOrNotifyCancel();
  await turn();
  assertEquals(over, false);
  b.setResult(1);
  assertEquals((await waiting).notDone.size, 0);
});

test("17.4.5 wait: the timeout does not reject, it gives what is done", async () => {
  const [late, slow] = [running(), running()];
  const done = [notified(), failed(), finished()];
  setTimeout(() => late.setResult(42), 5);
  const start = performance.now();
  const result = await wait([...done, late, slow], { timeout: 100, returnWhen: ALL_COMPLETED });
  const took = performance.now() - start;
  assert(took >= 98 && took < 2000, `${took} ms`);
  assertSplit(result, [...done, late], [slow]);
});

test("17.4.5 wait, waitSync: timeout 0 and below tell what is done now", async () => {
  for (const timeout of [0, -1]) {
    const [a, b] = [finished(), running()];
    assertSplit(await wait([a, b], { timeout }), [a], [b]);
    assertSplit(waitSync([a, b], { timeout }), [a], [b]);
  }
});

test("17.4.5 wait, waitSync: no futures give two empty sets at once", async () => {
  for (const returnWhen of [undefined, FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED]) {
    assertSplit(await wait([], { returnWhen }), [], []);
    assertSplit(waitSync([], { returnWhen }), [], []);
  }
});

test("17.4.5 wait: duplicates count once, any iterable serves", async () => {
  const [a, b] = [running(), finished()];
  setTimeout(() => a.setResult(1), 0);
  const result = await wait((function* () {
    yield* [a, b, a, b, a];
  })());
  assertSplit(result, [a, b], []);
  assertSplit(waitSync(new Set([b])), [b], []);
});

test("17.4.5 wait: RangeError for an unknown returnWhen", async () => {
  const returnWhen = "FIRST_OF_ALL";
  await assertRejects(() => wait([finished()], { returnWhen }), RangeError, returnWhen);
  assertThrows(() => waitSync([finished()], { returnWhen }), RangeError, returnWhen);
});

test("17.4.5 wait: TypeError for what is no iterable of futures", async () => {
  for (const wrong of [undefined, null, 5, finished(), [1], [null], ["text"], [{}]]) {
    await assertRejects(() => wait(wrong as never), TypeError, "futures");
    assertThrows(() => waitSync(wrong as never), TypeError, "futures");
  }
});

test("17.4.5 wait: TypeError for a timeout that is no number", async () => {
  for (const timeout of [NaN, "5"] as never[]) {
    await assertRejects(() => wait([running()], { timeout }), TypeError, "timeout");
    assertThrows(() => waitSync([running()], { timeout }), TypeError, "timeout");
  }
});

test("17.4.5 wait: an abort rejects with the reason, and the futures go on", async () => {
  const future = running();
  const controller = new AbortController();
  const waiting = wait([future], { signal: controller.signal });
  const reason = new Error("enough");
  setTimeout(() => controller.abort(reason), 0);
  assertStrictEquals(await assertRejects(() => waiting), reason);
  assertEquals(future.running(), true);
  future.setResult(1);
  await assertRejects(() => wait([running()], { signal: AbortSignal.abort(reason) }), "enough");
});

test("17.4.5 wait: a thousand waits for one future are all served", async () => {
  const future = running();
  const waits = Array.from({ length: 1000 }, () => wait([future, finished()]));
  future.setResult(1);
  for (const { notDone } of await Promise.all(waits)) assertEquals(notDone.size, 0);
});

test("17.4.5 wait: no unhandled rejection for futures that fail", async () => {
  const futures = [running(), running()];
  const waiting = wait(futures);
  for (const future of futures) future.setException(new Error("nobody asks for it"));
  await waiting;
  await turn();
});

test("17.4.5 wait: futures of different executors, and of foreign classes", async () => {
  const timed = new Timed().submit((n: number) => n, 1);
  const inline = new Inline().submit((n: number) => n, 2);
  const own = running();
  const foreign = foreignFuture<number>();
  const late = foreignFuture<number>();
  setTimeout(() => {
    own.setResult(3);
    foreign.settle(4);
  }, 0);
  const all = [timed, inline, own, foreign.future];
  assertSplit(await wait(all), all, []);
  assertSplit(await wait([late.future, ...all], { timeout: 5 }), all, [late.future]);
});

test("17.4.5 wait: foreign futures in every mode", async () => {
  const [bad, good, gone] = [foreignFuture<void>(), foreignFuture<void>(), foreignFuture<void>()];
  const all = [gone.future, good.future, bad.future];
  const first = wait(all, { returnWhen: FIRST_COMPLETED });
  const exception = wait(all, { returnWhen: FIRST_EXCEPTION });
  const every = wait(all);
  gone.future.cancel();
  assertSplit(await first, [gone.future], [good.future, bad.future]);
  bad.fail(new Error("foreign"));
  assertSplit(await exception, [gone.future, bad.future], [good.future]);
  good.settle();
  assertSplit(await every, all, []);
  assertSplit(waitSync(all), all, []);
});

test("17.4.5 wait: a cancellation that a foreign executor acknowledges later", async () => {
  const executor = new Manual();
  const future = executor.submit(() => 1);
  future.cancel();
  assertSplit(await wait([future], { timeout: 0 }), [], [future]);
  const waiting = wait([future]);
  executor.run(0);
  assertSplit(await waiting, [future], []);
});

test("17.4.5 waitSync: the modes, on futures that are done", () => {
  const [good, bad, slow] = [finished(), failed(), running()];
  const unnotified = cancelled();
  const first = { returnWhen: FIRST_COMPLETED };
  const exception = { returnWhen: FIRST_EXCEPTION };
  assertSplit(waitSync([good, slow, unnotified], first), [good], [slow, unnotified]);
  assertSplit(waitSync([bad, slow], exception), [bad], [slow]);
  const gone = notified();
  assertSplit(waitSync([good, gone], exception), [good, gone], []);
});

test("17.4.5 waitSync: at the timeout it gives what is done", () => {
  const [a, b] = [finished(), running()];
  const start = performance.now();
  assertSplit(waitSync([a, b], { timeout: 50 }), [a], [b]);
  assert(performance.now() - start >= 48);
});

test("17.4.5 waitSync: RuntimeError where nothing could ever complete the futures", () => {
  assertThrows(() => waitSync([finished(), running()]), RuntimeError, "for ever");
  assertThrows(() => waitSync([new Timed().submit(() => 1)]), RuntimeError, "for ever");
});
