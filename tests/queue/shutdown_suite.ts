// Shutdown (since Python 3.13), whatever the kind of the queue; another thread is an asynchronous function here.

import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ShutDown } from "@weft/concurrency/queue";
import { type Kind, outcome, stateOf } from "./support.ts";

/** Something that happens once, and those who wait for it. */
class Go {
  set!: () => void;
  readonly happened: Promise<void> = new Promise((resolve) => this.set = resolve);
}

/** A barrier for `parties` asynchronous functions. */
function barrier(parties: number): () => Promise<void> {
  const go = new Go();
  return () => {
    if (--parties === 0) go.set();
    return go.happened;
  };
}

export function shutdownSuite({ name, order, make }: Kind): void {
  test(`17.7.1 ${name}.shutdown: put and get of an empty one throw ShutDown, which says so`, async () => {
    const q = make<string>();
    q.shutdown();
    await assertRejects(() => q.put("data"), ShutDown, "shut down");
    await assertRejects(() => q.get(), ShutDown, "shut down");
    const error = assertThrows(() => q.getNowait(), ShutDown);
    assertEquals([error.name, error instanceof Error], ["ShutDown", true]);
  });

  test(`17.7.1 ${name}.shutdown: what is there can still be got, then get throws ShutDown`, async () => {
    const q = make<string>();
    await q.put("data");
    q.shutdown();
    assertStrictEquals(await q.get(), "data");
    await assertRejects(() => q.get(), ShutDown);
  });

  test(`17.7.1 ${name}.shutdown: with immediate what is there is dropped`, async () => {
    const q = make<string>();
    await q.put("data");
    q.shutdown({ immediate: true });
    assertEquals([q.qsize(), q.unfinishedTasks], [0, 0]);
    await assertRejects(() => q.get(), ShutDown);
  });

  test(`17.7.1 ${name}.shutdown: it may be repeated, in both kinds`, () => {
    const q = make();
    assertFalse(q.isShutdown);
    q.shutdown();
    assert(q.isShutdown);
    q.shutdown({ immediate: true });
    assert(q.isShutdown);
    q.shutdown({ immediate: false });
    q.shutdown({});
    assert(q.isShutdown);
  });

  test(`17.7.1 ${name}.shutdown: a second one with immediate drops what the first one left`, async () => {
    const q = make<number>();
    q.putNowait(1);
    q.shutdown();
    const join = q.join();
    q.shutdown({ immediate: true });
    await join;
    assertThrows(() => q.getNowait(), ShutDown);
  });

  test(`17.7.1 ${name}.shutdown: every method afterwards`, async () => {
    const q = make<string>(2);
    await q.put("L");
    q.putNowait("O");
    q.shutdown();
    await assertRejects(() => q.put("E"), ShutDown);
    await assertRejects(() => q.put("E", { timeout: 60_000 }), ShutDown);
    await assertRejects(() => q.put("E", { block: false }), ShutDown);
    assertThrows(() => q.putNowait("W"), ShutDown);
    assertThrows(() => q.putSync("W"), ShutDown);
    const got: string[] = [];
    for (let i = 0; i < 2; i++) {
      got.push(await q.get());
      q.taskDone();
    }
    assertEquals(got.sort(), ["L", "O"]);
    await q.join();
    q.joinSync();
    await assertRejects(() => q.get(), ShutDown);
    await assertRejects(() => q.get({ block: false }), ShutDown);
    await assertRejects(() => q.get({ timeout: 1000 }), ShutDown);
    assertThrows(() => q.getNowait(), ShutDown);
    assertThrows(() => q.getSync(), ShutDown);
  });

  test(`17.7.1 ${name}.shutdown: every method after an immediate one`, async () => {
    const q = make<string>(2);
    await q.put("L");
    await q.put("O");
    q.shutdown({ immediate: true });
    await assertRejects(() => q.put("E"), ShutDown);
    assertThrows(() => q.putNowait("W"), ShutDown);
    assertThrows(() => q.putSync("W"), ShutDown);
    await assertRejects(() => q.get(), ShutDown);
    assertThrows(() => q.getNowait(), ShutDown);
    assertThrows(() => q.getSync(), ShutDown);
    assertThrows(() => q.taskDone(), RangeError);
    await q.join();
  });

  test(`17.7.1 ${name}.shutdown: bad input is refused first`, async () => {
    const q = make<string>();
    q.shutdown();
    await assertRejects(() => q.get({ timeout: -1 }), RangeError);
    await assertRejects(() => q.put("a", { timeout: -1 }), RangeError);
  });

  test(`17.7.1 ${name}.shutdown: of three that get two items afterwards one gets ShutDown`, async () => {
    const q = make<string>(2);
    q.putNowait("Y");
    q.putNowait("D");
    const go = new Go();
    const getters = Array.from({ length: 3 }, async () => {
      await go.happened;
      return await outcome(q.get());
    });
    q.shutdown();
    go.set();
    assertEquals((await Promise.all(getters)).sort(), ["D", "ShutDown", "Y"]);
  });

  test(`17.7.1 ${name}.shutdown: those who get after an immediate one get ShutDown`, async () => {
    const q = make<string>(2);
    q.putNowait("Y");
    q.putNowait("D");
    const go = new Go();
    const getters = Array.from({ length: 2 }, async () => {
      await go.happened;
      return await outcome(q.get());
    });
    q.shutdown({ immediate: true });
    go.set();
    assertEquals(await Promise.all(getters), ["ShutDown", "ShutDown"]);
  });

  for (const immediate of [false, true]) {
    const how = immediate ? "shutdown immediate" : "shutdown";

    test(`17.7.1 ${name}.${how}: those who put afterwards get ShutDown`, async () => {
      const q = make<string>(2);
      q.putNowait("Y");
      q.putNowait("D");
      const go = new Go();
      const putters = ["E", "W"].map(async (item) => {
        await go.happened;
        return await outcome(q.put(item));
      });
      q.shutdown({ immediate });
      go.set();
      assertEquals(await Promise.all(putters), ["ShutDown", "ShutDown"]);
    });

    test(`17.7.1 ${name}.${how}: those who wait to get receive ShutDown at once`, async () => {
      const q = make<string>();
      const gets = [q.get(), q.get({ timeout: 60_000 }), q.get()].map(outcome);
      q.shutdown({ immediate });
      assertEquals(await Promise.all(gets), ["ShutDown", "ShutDown", "ShutDown"]);
    });

    test(`17.7.1 ${name}.${how}: those who wait to put receive ShutDown at once, and put nothing`, async () => {
      const q = make<string>(1);
      q.putNowait("Y");
      const puts = [q.put("E"), q.put("W", { timeout: 60_000 })].map(outcome);
      q.shutdown({ immediate });
      assertEquals(await Promise.all(puts), ["ShutDown", "ShutDown"]);
      assertStrictEquals(q.qsize(), immediate ? 0 : 1);
      if (!immediate) assertStrictEquals(await q.get(), "Y");
      assertThrows(() => q.getNowait(), ShutDown);
    });

    test(`17.7.1 ${name}.${how}: one who joins goes on when all is done, one who puts gets ShutDown`, async () => {
      const q = make<string>(2);
      q.putNowait("Y");
      assertStrictEquals(q.unfinishedTasks, 1);
      const go = new Go();
      const put = go.happened.then(() => outcome(q.put("E")));
      const join = q.join();
      q.shutdown({ immediate });
      go.set();
      if (immediate) assertThrows(() => q.getNowait(), ShutDown);
      else {
        assertStrictEquals(await stateOf(join), "pending");
        assertStrictEquals(await q.get(), "Y");
        q.taskDone();
      }
      assertStrictEquals(await put, "ShutDown");
      await join;
    });

    test(`17.7.1 ${name}.${how}: an item that was got still counts until its taskDone`, async () => {
      const q = make<string>();
      q.putNowait("Y");
      q.getNowait();
      const join = q.join();
      q.shutdown({ immediate });
      assertStrictEquals(q.unfinishedTasks, 1);
      assertStrictEquals(await stateOf(join), "pending");
      q.taskDone();
      await join;
    });

    test(`17.7.1 ${name}.${how}: a taskDone that came before its get leaves no count below 0`, async () => {
      const q = make<string>();
      q.putNowait("Y");
      q.putNowait("D");
      q.taskDone();
      q.taskDone();
      q.shutdown({ immediate });
      assertStrictEquals(q.unfinishedTasks, 0);
      assertThrows(() => q.taskDone(), RangeError);
      await q.join();
    });

    test(`17.7.1 ${name}.${how}: in the middle of 4 that put and 6 that get, all of them end`, async () => {
      const q = make<number>();
      const count = 16384;
      const joiners = immediate ? 2 : 0;
      const begin = barrier(4 + 6 + joiners);
      const middle = new Go();
      let triggered = 0;
      let atShutdown = -1;
      let taken = 0;
      let accepted = 0;
      const put = (item: number) => {
        try {
          q.putNowait(item);
          accepted++;
          return true;
        } catch (error) {
          assert(error instanceof ShutDown, String(error));
          return false;
        }
      };
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        for (let i = 0; i < count; i++) {
          if (i === count / 4) await begin();
          if (i === count / 2 && triggered++ === 0) middle.set();
          if (!put(i * 4 + writer)) return;
          if (i % 16 === 0) await undefined;
        }
      });
      const readers = Array.from({ length: 6 }, async () => {
        await q.get();
        q.taskDone();
        taken++;
        await begin();
        for (;;) {
          const got = await outcome(q.get({ block: false }));
          if (got === "ShutDown") return got;
          if (got === "Empty") continue;
          q.taskDone();
          taken++;
        }
      });
      const joined = Array.from({ length: joiners }, async () => {
        await begin();
        await q.join();
      });
      const closer = middle.happened.then(() => {
        q.shutdown({ immediate });
        atShutdown = q.qsize();
      });
      await Promise.all([...writers, closer, ...joined]);
      assertEquals(await Promise.all(readers), Array(6).fill("ShutDown"));
      assert(triggered >= 1);
      assertStrictEquals(q.qsize(), 0);
      if (immediate) assertStrictEquals(atShutdown, 0);
      else assertStrictEquals(taken, accepted, "every item exactly once");
      await q.join();
    });
  }

  test(`17.7.1 ${name}.shutdown: two that get and two that join at its time all succeed`, async () => {
    const q = make<string>(2);
    q.putNowait("Y");
    q.putNowait("D");
    assertStrictEquals(q.unfinishedTasks, q.qsize());
    const go = new Go();
    const getters = Array.from({ length: 2 }, async () => {
      await go.happened;
      const item = await outcome(q.get());
      q.taskDone();
      return item;
    });
    const joins = [q.join(), q.join()];
    go.set();
    q.shutdown();
    assertEquals((await Promise.all(getters)).sort(), ["D", "Y"]);
    await Promise.all(joins);
  });

  test(`17.7.1 ${name}.shutdown: what is left comes out in its order, and makes no room`, async () => {
    const q = make<number>(3);
    for (const item of [111, 333, 222]) q.putNowait(item);
    q.shutdown();
    const got: number[] = [];
    for await (const item of q) {
      got.push(item);
      assertThrows(() => q.putNowait(1), ShutDown);
    }
    assertEquals(got, order as number[]);
  });

  test(`17.7.1 ${name}.shutdown: ends an iteration that waits`, async () => {
    const q = make<number>();
    const consumer = (async () => {
      for await (const _ of q) throw new Error("no item was put");
      return "ended";
    })();
    assertStrictEquals(await stateOf(consumer), "pending");
    q.shutdown({ immediate: true });
    assertStrictEquals(await consumer, "ended");
  });
}
