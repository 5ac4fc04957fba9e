import { test } from "node:test";
import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { JoinableQueue, Queue } from "../../multiprocessing/queues.ts";
import { here, runtimes, start } from "./queue_support.ts";
import * as targets from "./queue_targets.ts";

for (const runtime of runtimes) {
  const way = `${here} and ${runtime}`;

  test(`17.2.2.2 JoinableQueue, ${way}: join waits until children have done all, twice on one queue`, async () => {
    const [q, done] = [new JoinableQueue<number>(), new Queue<number>()];
    const children = [0, 1].map(() => start(runtime, targets.work, q, done));
    for (const join of [() => q.join(), () => Promise.resolve(q.joinSync())]) {
      for (let i = 0; i < 10; i++) q.putSync(i);
      await join();
      const results = Array.from({ length: 10 }, () => done.getNowait());
      assertEquals(results.sort((a, b) => a - b), Array.from({ length: 10 }, (_, i) => 2 * i));
    }
    for (const _ of children) q.putSync(-1);
    await q.join();
    assertEquals(await Promise.all(children.map((child) => child.end())), [0, 0]);
  });
}

test("17.2.2.2 JoinableQueue.taskDone: once too often is a RangeError", () => {
  const q = new JoinableQueue<number>();
  assertThrows(() => q.taskDone(), RangeError, "called too many times");
  q.putSync(1);
  q.taskDone();
  assertThrows(() => q.taskDone(), RangeError, "called too many times");
});

test("17.2.2.2 JoinableQueue.join: all who wait go on; an aborted one rejects with the reason", async () => {
  const q = new JoinableQueue<number>();
  await q.join();
  q.joinSync();
  q.putSync(1);
  const controller = new AbortController();
  const aborted = assertRejects(() => q.join({ signal: controller.signal }), Error, "enough");
  const others = [q.join(), q.join()];
  controller.abort(new Error("enough"));
  await aborted;
  await assertRejects(() => q.join({ signal: controller.signal }), Error, "enough");
  await assertRejects(() => q.join({ signal: 5 as never }), TypeError, "signal");
  q.getSync();
  q.taskDone();
  await Promise.all(others);
});

test("17.2.2.2 JoinableQueue.close: as that of Queue; what is got is done and joined all the same", async () => {
  const q = new JoinableQueue<number>();
  q.putSync(1);
  q.getSync();
  q.close();
  await q.joinThread();
  assertThrows(() => q.empty(), RangeError, "JoinableQueue is closed");
  assertThrows(() => q.putSync(1), RangeError, "JoinableQueue is closed");
  q.taskDone();
  await q.join();
});

test("17.2.2.2 JoinableQueue: arrives as one", () => {
  const [q, carrier] = [new JoinableQueue<number>(3), new Queue<JoinableQueue<number>>()];
  carrier.putSync(q);
  const same = carrier.getSync();
  assert(same instanceof JoinableQueue && same instanceof Queue);
  assertStrictEquals(same, q);
});
