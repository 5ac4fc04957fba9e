import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertRejects, assertThrows } from "@std/assert";
import { NotSupportedError } from "../../_runtime/errors.ts";
import { EventCount } from "../../_sync/eventcount.ts";
import { createWords, parkerOf } from "../../_sync/words.ts";
import { SpyParker } from "./spy_parker.ts";
import { stateOf, turn, until, withThreads } from "./threads.ts";

const both: [string, () => EventCount][] = [
  ["shared words", () => new EventCount()],
  ["plain words", () => new EventCount(new Int32Array(EventCount.WORDS))],
];

for (const [kind, create] of both) {
  test(`EventCount, ${kind}: what is notified after prepare ends the wait`, async () => {
    const events = create();
    const key = events.prepare();
    events.notify();
    assert(await events.wait(key));
    assert(await events.wait(key, { timeout: 0 }));
    assert(events.waitSync(key));
    assertFalse(await events.wait(events.prepare(), { timeout: 0 }));
    assertFalse(events.waitSync(events.prepare(), 0));
  });

  test(`EventCount, ${kind}: notify(n) wakes n waiters of a thread, in the order they came`, async () => {
    const events = create();
    const waits = Array.from({ length: 5 }, () => events.wait(events.prepare()));
    events.notify();
    await turn();
    assertEquals(
      await Promise.all(waits.map(stateOf)),
      [true, "pending", "pending", "pending", "pending"],
    );
    events.notify(2);
    events.notify(0);
    await turn();
    assertEquals(await Promise.all(waits.map(stateOf)), [true, true, true, "pending", "pending"]);
    events.notifyAll();
    assertEquals(await Promise.all(waits), [true, true, true, true, true]);
  });

  test(`EventCount, ${kind}: a late wait with an old key takes nobody's notification`, async () => {
    const events = create();
    const first = events.wait(events.prepare());
    const old = events.prepare();
    events.notify();
    const second = events.wait(events.prepare());
    assert(await events.wait(old, { timeout: 5_000 }));
    assert(await first);
    assertEquals(await stateOf(second), "pending");
    events.notify();
    assert(await second);
  });

  test(`EventCount, ${kind}: who gives up passes its notification on`, async () => {
    const events = create();
    const controller = new AbortController();
    const first = events.wait(events.prepare(), { signal: controller.signal });
    const second = events.wait(events.prepare());
    events.notify();
    controller.abort("gone");
    assertEquals(await first.catch((reason) => reason), "gone");
    assert(await second);
  });

  test(`EventCount, ${kind}: a wait ends at its timeout, and leaves no sleep behind`, async () => {
    const { words } = create();
    const spy = new SpyParker(parkerOf(words));
    const events = new EventCount(words, 0, spy);
    const began = performance.now();
    assertFalse(await events.wait(events.prepare(), { timeout: 15 }));
    assert(performance.now() - began >= 15);
    await until(() => spy.asleep === 0);
    await assertRejects(
      () => events.wait(events.prepare(), { signal: AbortSignal.abort() }),
      DOMException,
    );
  });

  test(`EventCount, ${kind}: works on past the end of the number range`, async () => {
    const { words } = create();
    words[0] = 2 ** 31 - 2;
    const events = new EventCount(words);
    const waits = Array.from({ length: 4 }, () => events.wait(events.prepare()));
    for (let i = 0; i < 4; i++) {
      assertEquals(await stateOf(waits[i]!), "pending");
      events.notify();
      assert(await waits[i]);
    }
    assert(words[0]! < 0);
  });
}

test("EventCount: bad input is refused, naming argument and value", async () => {
  const events = new EventCount();
  assertThrows(() => events.notify(-1), RangeError, "n must be an integer >= 0, got -1");
  assertThrows(() => events.notify(0.5), RangeError, "n must be an integer >= 0, got 0.5");
  assertThrows(() => events.waitSync(0, -1), RangeError, "timeout must be >= 0, got -1");
  await assertRejects(() => events.wait(0, { timeout: -1 }), RangeError, "got -1");
  assertEquals([...events.words], [0, 0, 0, 0, 0]);
});

test("EventCount: a blocking wait ends at its deadline; without shared memory it throws", () => {
  const events = new EventCount();
  const began = performance.now();
  assertFalse(events.waitSync(events.prepare(), 15));
  assert(performance.now() - began >= 14.9);
  const plain = new EventCount(new Int32Array(EventCount.WORDS));
  assertThrows(() => plain.waitSync(plain.prepare()), NotSupportedError, "asynchronous form");
  assertEquals(plain.words[2], 0);
});

test("EventCount: notify(n) wakes n blocked threads, and n asynchronous waiters of each thread", async () => {
  await withThreads(4, async (a, b, c, d) => {
    const { words } = new EventCount();
    const spy = new SpyParker(parkerOf(words));
    const events = new EventCount(words, 0, spy);
    let blocked = 0;
    const blocking = [a, b, c].map((t) => t.run("eventcountWaitSync", words).then(() => blocked++));
    const waiting = d.run("eventcountWait", words, 3);
    let here = 0;
    const own = [1, 2, 3].map(() => events.wait(events.prepare()).then(() => here++));
    await until(() => words[2] === 3 && words[3] === 2);
    for (const n of [1, 2]) {
      events.notify();
      // A thread that was about to sleep returns as well: so count notifications, not threads.
      assert(spy.notified.get(0)! <= n, `${spy.notified.get(0)} notified`);
      await until(() => blocked >= n && here >= n);
      assertEquals(here, n);
    }
    events.notifyAll();
    assertEquals(await waiting, 3);
    await Promise.all([...blocking, ...own]);
    assertEquals([...words.subarray(2, 4)], [0, 0]);
  });
});

for (const mode of ["sync", "async"] as const) {
  test(`EventCount: two producers and three consumers lose no wake-up, ${mode}`, async () => {
    await withThreads(5, async (p, q, ...consumers) => {
      const { words } = new EventCount();
      const cell = createWords(2);
      const [first, second, third] = await Promise.all([
        ...consumers.map((t) => t.run("eventcountConsume", words, cell, 8000, mode)),
        p.run("eventcountProduce", words, cell, 4000, 1).then(() => 0),
        q.run("eventcountProduce", words, cell, 4000, 1).then(() => 0),
      ]);
      assertEquals(first! + second! + third!, 8000);
      assertEquals([...cell], [0, 8000]);
      assertEquals([...words.subarray(2, 4)], [0, 0]);
    });
  });
}
