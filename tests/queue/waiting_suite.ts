// What holds for those who wait, whatever the kind of the queue (17.7.1).

import { test } from "node:test";
import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { Empty, Full } from "@weft/concurrency/queue";
import { drain, type Kind, outcome, turn } from "./support.ts";

export function waitingSuite({ name, make }: Kind): void {
  test(`17.7.1 ${name}: those who wait to put are admitted first come, first served`, async () => {
    const q = make<number>(1);
    q.putNowait(0);
    const admitted: number[] = [];
    const puts = [30, 10, 50, 20].map((item) => q.put(item).then(() => admitted.push(item)));
    const got: number[] = [];
    for (let i = 0; i < 5; i++) {
      got.push(await q.get());
      await turn();
    }
    await Promise.all(puts);
    assertEquals([admitted, got], [[30, 10, 50, 20], [0, 30, 10, 50, 20]]);
  });

  test(`17.7.1 ${name}: who comes later can't put ahead of one who waits for room`, async () => {
    const q = make<number>(1);
    q.putNowait(1);
    const put = q.put(2);
    assertStrictEquals(q.getNowait(), 1);
    assertThrows(() => q.putNowait(3), Full);
    await put;
    assertEquals(drain(q), [2]);
  });

  test(`17.7.1 ${name}: a blocking get lets those of its own thread in who wait for room`, async () => {
    const q = make<number>(1);
    q.putNowait(1);
    const puts = [q.put(2), q.put(3)];
    assertEquals([q.getSync(), q.getSync(), q.getSync()], [1, 2, 3]);
    await Promise.all(puts);
    q.putNowait(4);
    const put = q.put(5);
    assertThrows(() => q.putSync(6, { timeout: 5 }), Full);
    assertStrictEquals(q.getSync(), 4);
    await put;
    assertEquals(drain(q), [5]);
  });

  test(`17.7.1 ${name}: a get whose time is over, or that is aborted, takes no item`, async () => {
    const q = make<number>();
    const controller = new AbortController();
    const reason = new Error("enough");
    const timedOut = assertRejects(() => q.get({ timeout: 5 }), Empty);
    const aborted = q.get({ signal: controller.signal });
    const patient = q.get();
    await timedOut;
    controller.abort(reason);
    assertStrictEquals(await assertRejects(() => aborted), reason);
    q.putNowait(1);
    assertStrictEquals(await patient, 1);
    q.putNowait(2);
    assertEquals(drain(q), [2]);
  });

  test(`17.7.1 ${name}: a put whose time is over, or that is aborted, puts nothing`, async () => {
    const q = make<number>(1);
    q.putNowait(1);
    const controller = new AbortController();
    const reason = new Error("enough");
    const timedOut = assertRejects(() => q.put(2, { timeout: 5 }), Full);
    const aborted = q.put(3, { signal: controller.signal });
    const patient = q.put(4);
    await timedOut;
    controller.abort(reason);
    assertStrictEquals(await assertRejects(() => aborted), reason);
    assertStrictEquals(q.unfinishedTasks, 1);
    assertStrictEquals(q.getNowait(), 1);
    await patient;
    assertEquals([drain(q), q.unfinishedTasks], [[4], 2]);
  });

  test(`17.7.1 ${name}: an aborted signal refuses at once, item or not`, async () => {
    const q = make<number>();
    q.putNowait(1);
    const signal = AbortSignal.abort(new Error("before"));
    await assertRejects(() => q.get({ signal }), Error, "before");
    await assertRejects(() => q.put(2, { signal }), Error, "before");
    await assertRejects(() => q.get({ signal, block: false }), Error, "before");
    await assertRejects(() => q.join({ signal }), Error, "before");
    assertEquals(drain(q), [1]);
  });

  test(`17.7.1 ${name}: every wait takes its listener off the signal`, async () => {
    const q = make<number>(1);
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: unknown[]) => {
      listeners++;
      addEventListener.apply(signal, args as never);
    };
    signal.removeEventListener = (...args: unknown[]) => {
      listeners--;
      removeEventListener.apply(signal, args as never);
    };
    const get = q.get({ signal });
    assertStrictEquals(listeners, 1);
    q.putNowait(1);
    await get;
    assertStrictEquals(listeners, 0);
    await outcome(q.get({ signal, timeout: 1 }));
    q.putNowait(2);
    await outcome(q.put(3, { signal, timeout: 1 }));
    const put = q.put(4, { signal });
    const join = q.join({ signal });
    assertStrictEquals(listeners, 2);
    q.shutdown({ immediate: true });
    assertStrictEquals(await outcome(put), "ShutDown");
    q.taskDone();
    await join;
    assertStrictEquals(listeners, 0);
  });

  test(`17.7.1 ${name}: with timeouts running out all the time no item is lost or doubled`, async () => {
    const q = make<number>(3);
    const count = 300;
    const seen: number[] = [];
    let putting = true;
    const getters = Array.from({ length: 4 }, async (_, i) => {
      while (putting || !q.empty()) {
        const got = await outcome(q.get({ timeout: i }));
        if (typeof got === "number") seen.push(got);
        if (i === 0) await turn();
      }
    });
    let next = 0;
    await Promise.all(Array.from({ length: 3 }, async (_, i) => {
      while (next < count) {
        const item = next++;
        while (await outcome(q.put(item, { timeout: i })) === "Full") await turn();
        if (item % 20 === 0) await turn();
      }
    }));
    putting = false;
    await Promise.all(getters);
    assertEquals(seen.sort((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
  });
}
