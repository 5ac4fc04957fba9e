// The suites of all queues once more, for queues in shared memory that one thread uses. Nobody is handed anything there:
// who waits is woken, and looks again.

import { test } from "node:test";
import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { SimpleQueue } from "@weft/concurrency/queue";
import { drain, outcome, shared, sharedKinds } from "./support.ts";
import { shutdownSuite } from "./shutdown_suite.ts";
import { simpleSuite } from "./simple_suite.ts";
import { suite } from "./suite.ts";

for (const kind of sharedKinds) {
  suite(kind);
  shutdownSuite(kind);

  const { name, make } = kind;

  test(`17.7 ${name}: a get that was aborted after an item had come leaves it to the next one`, async () => {
    const q = make<number>();
    const controller = new AbortController();
    const aborted = outcome(q.get({ signal: controller.signal }));
    const patient = q.get();
    q.putNowait(1);
    controller.abort(Object.assign(new Error(), { name: "aborted" }));
    q.putNowait(1);
    assertEquals([await aborted === 1, await patient], [q.empty(), 1]);
    if (!q.empty()) assertEquals([await aborted, drain(q)], ["aborted", [1]]);
  });

  test(`17.7 ${name}: a put that was aborted after room had come leaves it to the next one`, async () => {
    const q = make<number>(1);
    q.putNowait(0);
    const controller = new AbortController();
    const aborted = outcome(q.put(1, { signal: controller.signal }));
    const patient = q.put(2);
    assertStrictEquals(q.getNowait(), 0);
    controller.abort(Object.assign(new Error(), { name: "aborted" }));
    const got = [await q.get()];
    if (await aborted !== "aborted") got.push(await q.get());
    await patient;
    assertEquals([got.at(-1), q.qsize()], [2, 0]);
  });

  test(`17.7 ${name}: what is put is copied at that time`, async () => {
    const q = make<number[]>(1);
    const first = [1];
    const second = [2];
    q.putNowait(first);
    const put = q.put(second);
    first.push(-1);
    second.push(-1);
    const got = await q.get();
    await put;
    assertNotStrictEquals(got, first);
    assertEquals([got, await q.get()], [[1], [2]]);
  });
}

simpleSuite("shared SimpleQueue", <T>() => shared(new SimpleQueue<T>()));

for (
  const [name, q] of [["Queue", sharedKinds[0]!.make<number>()], [
    "SimpleQueue",
    shared(new SimpleQueue<number>()),
  ]] as const
) {
  test(`17.7 shared ${name}: those who wait to get in one thread are served first come, first served`, async () => {
    const gets = Array.from({ length: 5 }, () => q.get());
    for (const item of [30, 10, 50, 20, 40]) q.putNowait(item);
    assertEquals(await Promise.all(gets), [30, 10, 50, 20, 40]);
  });
}
