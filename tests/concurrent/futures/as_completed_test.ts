import { test } from "node:test";
import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import {
  asCompleted,
  asCompletedSync,
  Future,
  RuntimeError,
  TimeoutError,
} from "@weft/concurrency/concurrent/futures";
import { foreignFuture, Inline, Timed } from "./foreign.ts";
import { cancelled, failed, finished, notified, pending, running, turn } from "./states.ts";

test("17.4.5 asCompleted: yields exactly the futures, those that are done first", async () => {
  const [a, b] = [running(), running()];
  const done = [notified(), failed(), finished()];
  const seen: unknown[] = [];
  setTimeout(() => a.setResult(42), 5);
  setTimeout(() => b.setResult(42), 0);
  for await (const future of asCompleted([a, ...done, b])) seen.push(future);
  assertEquals(seen.length, 5);
  assertEquals(new Set(seen.slice(0, 3)), new Set<unknown>(done));
  assertStrictEquals(seen[3], b);
  assertStrictEquals(seen[4], a);
});

test("17.4.5 asCompleted: yields the futures themselves, not what they return", async () => {
  for await (const future of asCompleted([finished(), failed()])) assert(future instanceof Future);
  const { value } = await asCompleted([failed()]).next();
  assert(value instanceof Future);
  // Left to itself, so that nobody asks for its result.
  await turn();
});

test("17.4.5 asCompleted, asCompletedSync: duplicates once, any iterable", async () => {
  const future = finished();
  const many = function* () {
    yield* [future, future, future];
  };
  assertEquals(await count(asCompleted(many())), 1);
  assertEquals([...asCompletedSync(many())].length, 1);
});

test("17.4.5 asCompleted, asCompletedSync: no futures end at once", async () => {
  assertEquals(await count(asCompleted([])), 0);
  assertEquals([...asCompletedSync([])], []);
});

test("17.4.5 asCompleted: TimeoutError says how many are missing", async () => {
  const iterator = asCompleted([notified(), pending(), running(), finished()], { timeout: 0 });
  let seen = 0;
  const error = await assertRejects(async () => {
    for await (const _ of iterator) seen++;
  }, TimeoutError);
  assertEquals(error.message, "2 (of 4) futures unfinished");
  assertEquals(seen, 2);
  assertEquals((await iterator.next()).done, true);
});

test("17.4.5 asCompletedSync: TimeoutError says how many are missing", () => {
  const iterator = asCompletedSync([notified(), pending(), running(), finished()], { timeout: 0 });
  let seen = 0;
  const error = assertThrows(() => {
    for (const _ of iterator) seen++;
  }, TimeoutError);
  assertEquals(error.message, "2 (of 4) futures unfinished");
  assertEquals(seen, 2);
  assertEquals(iterator.next().done, true);
});

test("17.4.5 asCompleted: the timeout counts from the call", async () => {
  const iterator = asCompleted([finished(), running()], { timeout: 100 });
  assertEquals((await iterator.next()).done, false);
  await new Promise((resolve) => setTimeout(resolve, 130));
  const start = performance.now();
  await assertRejects(() => iterator.next(), TimeoutError, "1 (of 2) futures unfinished");
  assert(performance.now() - start < 80);
});

test("17.4.5 asCompleted: what is done in time is given also after the timeout", async () => {
  const future = running();
  const iterator = asCompleted([future], { timeout: 10 });
  future.setResult(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assertStrictEquals((await iterator.next()).value, future);
});

test("17.4.5 asCompletedSync: waits until the timeout, not longer", () => {
  const iterator = asCompletedSync([running()], { timeout: 60 });
  const start = performance.now();
  assertThrows(() => iterator.next(), TimeoutError, "1 (of 1) futures unfinished");
  const took = performance.now() - start;
  assert(took >= 50 && took < 2000, `${took} ms`);
});

test("17.4.5 asCompleted: an abort rejects with the reason, and ends the iteration", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const iterator = asCompleted([running()], { signal });
  const reason = new Error("enough");
  setTimeout(() => controller.abort(reason), 0);
  assertStrictEquals(await assertRejects(() => iterator.next()), reason);
  assertEquals((await iterator.next()).done, true);
  await assertRejects(() => asCompleted([running()], { signal }).next(), "enough");
});

test("17.4.5 asCompleted: a cancellation comes once it is acknowledged", async () => {
  const future = cancelled();
  const iterator = asCompleted([future, finished()]);
  await iterator.next();
  const next = iterator.next();
  let over = false;
  void next.then(() => over = true);
  await turn();
  assertEquals(over, false);
  future.setRunningOrNotifyCancel();
  assertStrictEquals((await next).value, future);
});

test("17.4.5 asCompleted: next() called many times at once gives each future once", async () => {
  const futures = [running(), running(), running()];
  const iterator = asCompleted(futures);
  const steps = Array.from({ length: 5 }, () => iterator.next());
  for (const i of [2, 0, 1]) futures[i]!.setResult(i);
  const results = await Promise.all(steps);
  assertEquals(results.map(({ done }) => done), [false, false, false, true, true]);
  assertStrictEquals(results[0]!.value, futures[2]);
  assertStrictEquals(results[1]!.value, futures[0]);
  assertStrictEquals(results[2]!.value, futures[1]);
});

test("17.4.5 asCompleted: leaving the loop ends it, and the futures go on", async () => {
  const future = running();
  const iterator = asCompleted([finished(), future]);
  for await (const _ of iterator) break;
  assertEquals((await iterator.next()).done, true);
  assertEquals([future.running(), future.cancelled()], [true, false]);
  future.setResult(1);
  const other = asCompletedSync([finished(), running()]);
  for (const _ of other) break;
  assertEquals(other.next().done, true);
});

test("17.4.5 asCompleted: return() ends a next() that waits", { timeout: 5000 }, async () => {
  const iterator = asCompleted([running()]);
  const next = iterator.next();
  await turn();
  assertEquals((await iterator.return!()).done, true);
  assertEquals((await next).done, true);
});

test("17.4.5 asCompleted, asCompletedSync: futures of different executors and foreign classes", async () => {
  const foreign = foreignFuture<number>();
  const inline = new Inline().submit((n: number) => n, 1);
  const timed = new Timed().submit((n: number) => n, 2);
  const own = running();
  const seen: unknown[] = [];
  for await (const future of asCompleted([own, foreign.future, timed, inline])) {
    seen.push(future);
    if (future === inline) foreign.settle(3);
    if (future === timed) own.setResult(4);
  }
  assertEquals(seen.length, 4);
  assertStrictEquals(seen[0], inline);
  assertStrictEquals(seen[1], foreign.future);
  assertEquals(new Set([...asCompletedSync([own, foreign.future, timed, inline])]), new Set(seen));
});

test("17.4.5 asCompletedSync: yields the futures that are done", () => {
  const futures = [finished(), failed(), notified()];
  assertEquals(new Set<unknown>(asCompletedSync(futures)), new Set<unknown>(futures));
});

test("17.4.5 asCompletedSync: RuntimeError where nothing could ever complete a future", () => {
  const iterator = asCompletedSync([finished(), running()]);
  assertEquals(iterator.next().done, false);
  assertThrows(() => iterator.next(), RuntimeError, "for ever");
});

test("17.4.5 asCompleted, asCompletedSync: clear errors for bad arguments", () => {
  for (const wrong of [undefined, null, 5, [1], [null], [{}]] as never[]) {
    assertThrows(() => asCompleted(wrong), TypeError, "futures");
    assertThrows(() => asCompletedSync(wrong), TypeError, "futures");
  }
  for (const timeout of [NaN, "5"] as never[]) {
    assertThrows(() => asCompleted([running()], { timeout }), TypeError, "timeout");
    assertThrows(() => asCompletedSync([running()], { timeout }), TypeError, "timeout");
  }
});

test("17.4.5 asCompleted: two loops over the same futures see them all", async () => {
  const futures = [running(), running()];
  const counts = [count(asCompleted(futures)), count(asCompleted(futures))];
  for (const future of futures) future.setResult(1);
  assertEquals(await Promise.all(counts), [2, 2]);
});

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let n = 0;
  for await (const _ of items) n++;
  return n;
}
