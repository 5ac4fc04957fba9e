import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { Barrier, Condition, Event, Lock, Semaphore } from "@weft/concurrency/threading";
import { join, start, startMany, until } from "../sync_threads.ts";
import { words } from "../thread_targets.ts";
import * as targets from "./targets.ts";
import { DONE, READY, WOKEN } from "./targets.ts";

test("stress: 8 threads, half of them asynchronous, meet at a Barrier for 2,000 rounds", {
  timeout: 60_000,
}, async () => {
  const barrier = new Barrier(8);
  const [steps, out] = [words(8), words(2)];
  await join(...startMany(8, targets.meet, (i) => [barrier, steps, out, i, 2_000]));
  assertEquals([...out], [2_000 * 28, 0]);
  assertEquals([barrier.nWaiting, barrier.broken], [0, false]);
});

for (
  const [mix, sync] of [
    ["blocking", () => true],
    ["asynchronous", () => false],
    ["mixed", (i: number) => i % 2 === 0],
  ] as const
) {
  test(`stress: 10,000 times notify(n) wakes exactly n of six ${mix} waiters`, {
    timeout: 60_000,
  }, async () => {
    const waiters = 6;
    const cond = new Condition(new Lock());
    const out = words(3);
    const threads = startMany(waiters, targets.waiter, (i) => [cond, out, sync(i)]);
    let notified = 0;
    for (let round = 0; round < 10_000;) {
      using _ = await cond.hold();
      // All that were woken wait again.
      if (out[READY] !== waiters + notified) continue;
      assertEquals(out[WOKEN], notified);
      const n = round++ % (waiters + 1);
      cond.notify(n);
      notified += n;
    }
    {
      using _ = await cond.hold();
      out[DONE] = 1;
      cond.notifyAll();
    }
    await join(...threads);
    // Those that were woken last may have seen the end instead of waiting again.
    assertEquals(out[WOKEN], out[READY]);
    assert(out[WOKEN]! >= notified && out[WOKEN]! <= notified + waiters);
  });
}

test(
  "stress: Semaphore(3) in 50,000 acquires of six threads, some given up, has never a fourth inside",
  {
    timeout: 60_000,
  },
  async () => {
    const semaphore = new Semaphore(3);
    const out = words(4);
    const each = Math.ceil(50_000 / 6 / 2) * 2;
    await join(...startMany(6, targets.permits, (i) => [semaphore, out, 3, each, i]));
    assertEquals([out[0], out[1]], [0, 0]);
    assertEquals(out[2]! + out[3]!, 6 * each);
    assert(out[3]! > 0, "nobody gave up");
    const left = [1, 2, 3, 4].map(() => semaphore.acquireSync({ blocking: false }));
    assertEquals(left, [true, true, true, false]);
  },
);

test("stress: an Event that is set and cleared 50,000 times loses no waiter", {
  timeout: 60_000,
}, async () => {
  const event = new Event();
  const out = words(4);
  const threads = startMany(4, targets.storm, (i) => [event, out, i % 2 === 0]);
  await until(() => Atomics.load(out, 3) === 4);
  for (let i = 0; i < 50_000; i++) {
    event.set();
    event.clear();
    // Asynchronous waiters of other threads get their turn by themselves.
    if (i % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  Atomics.store(out, 0, 1);
  // Whoever has looked at the end just before it was there waits once more.
  await until(() => {
    event.set();
    event.clear();
    return Atomics.load(out, 3) === 0;
  });
  await join(...threads);
  assert(out[1]! >= 4);
  assertEquals(out[2], 0);
});

for (
  const [kind, a, b] of [
    ["blocking", true, true],
    ["asynchronous", false, false],
    ["blocking and asynchronous", true, false],
  ] as const
) {
  test(`stress: two Events pass 10,000 turns between two ${kind} threads`, {
    timeout: 60_000,
  }, async () => {
    const [ping, pong] = [new Event(), new Event()];
    const out = words(2);
    const threads = [
      start(targets.pingPong, ping, pong, 10_000, out, a),
      start(targets.pingPong, pong, ping, 10_000, out.subarray(1), b),
    ];
    ping.set();
    await join(...threads);
    assertEquals([...out], [10_000, 10_000]);
    assertEquals([ping.isSet(), pong.isSet()], [true, false]);
  });
}
