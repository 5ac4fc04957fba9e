import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertRejects, assertThrows } from "@std/assert";
import { NotSupportedError } from "../../_runtime/errors.ts";
import { Flag } from "../../_sync/flag.ts";
import { parkerOf } from "../../_sync/words.ts";
import { SpyParker } from "./spy_parker.ts";
import { stateOf, turn, until, withThreads } from "./threads.ts";

const both: [string, () => Flag][] = [
  ["shared words", () => new Flag()],
  ["plain words", () => new Flag(new Int32Array(Flag.WORDS))],
];

for (const [kind, create] of both) {
  test(`Flag, ${kind}: is clear, can be set and cleared, as often as one likes`, async () => {
    const flag = create();
    assertFalse(flag.isSet());
    flag.clear();
    assertFalse(flag.isSet());
    flag.set();
    flag.set();
    assert(flag.isSet());
    assert(await flag.wait());
    assert(await flag.wait({ timeout: 0 }));
    assert(flag.waitSync());
    flag.clear();
    flag.clear();
    assertFalse(flag.isSet());
    assertFalse(await flag.wait({ timeout: 0 }));
    assertFalse(flag.waitSync(0));
  });

  test(`Flag, ${kind}: set wakes everybody`, async () => {
    const flag = create();
    const waits = Array.from({ length: 10 }, () => flag.wait());
    await turn();
    assertEquals(await stateOf(waits[0]!), "pending");
    flag.set();
    assertEquals(new Set(await Promise.all(waits)), new Set([true]));
  });

  test(`Flag, ${kind}: who waited when set ran gets true even if clear follows at once`, async () => {
    const flag = create();
    const before = [flag.wait(), flag.wait({ timeout: 5_000 })];
    flag.set();
    flag.clear();
    const after = flag.wait({ timeout: 20 });
    assertEquals(await Promise.all(before), [true, true]);
    assertFalse(await after);
  });

  test(`Flag, ${kind}: a wait ends at its timeout, and by an abort with its reason`, async () => {
    const flag = create();
    const controller = new AbortController();
    const aborted = flag.wait({ signal: controller.signal });
    const began = performance.now();
    assertFalse(await flag.wait({ timeout: 15 }));
    assert(performance.now() - began >= 15);
    controller.abort("no longer");
    assertEquals(await aborted.catch((reason) => reason), "no longer");
    flag.set();
    await assertRejects(() => flag.wait({ signal: AbortSignal.abort() }), DOMException);
  });

  test(`Flag, ${kind}: given up waits leave no sleep behind`, async () => {
    const { words } = create();
    const spy = new SpyParker(parkerOf(words));
    const flag = new Flag(words, 0, spy);
    for (let i = 0; i < 10; i++) {
      await Promise.all([flag.wait({ timeout: 0.1 }), flag.wait({ timeout: 1 })]);
    }
    await until(() => spy.asleep === 0);
    assertEquals(spy.mostAsleep, 1);
  });
}

test("Flag: bad timeouts are refused, naming the value", async () => {
  const flag = new Flag();
  assertThrows(() => flag.waitSync(-2), RangeError, "timeout must be >= 0, got -2");
  await assertRejects(() => flag.wait({ timeout: -2 }), RangeError, "timeout must be >= 0, got -2");
  flag.set();
  assertThrows(() => flag.waitSync(-2), RangeError);
  await assertRejects(() => flag.wait({ timeout: -2 }), RangeError);
});

test("Flag: a blocking wait ends at its deadline; without shared memory it throws", () => {
  const began = performance.now();
  assertFalse(new Flag().waitSync(15));
  assert(performance.now() - began >= 14.9);
  const plain = new Flag(new Int32Array(Flag.WORDS));
  assertThrows(() => plain.waitSync(), NotSupportedError, "asynchronous form");
  plain.set();
  assert(plain.waitSync());
});

test("Flag: set in one thread wakes blocking and asynchronous waiters of all, once even if cleared", async () => {
  await withThreads(3, async (a, b, c) => {
    const flag = new Flag();
    const { words } = flag;
    for (const how of ["flagSet", "flagPulse"] as const) {
      const waits = [
        a.run("flagWaitSync", words),
        b.run("flagWait", words),
        b.run("flagWait", words),
        flag.wait(),
      ];
      // Each run has an object of its own, and so a line.
      await until(() => words[1] === 1 && words[2] === 3);
      await c.run(how, words);
      assertEquals(await Promise.all(waits), [true, true, true, true]);
      assertEquals(flag.isSet(), how === "flagSet");
      flag.clear();
    }
    assertEquals([...words.subarray(1, 3)], [0, 0]);
  });
});

test("Flag: timeouts hold in other threads", async () => {
  await withThreads(1, async (thread) => {
    const flag = new Flag();
    assertFalse(await thread.run("flagWaitSync", flag.words, 5));
    assertFalse(await thread.run("flagWait", flag.words, 5));
    flag.set();
    assert(await thread.run("flagWaitSync", flag.words, 0));
    assert(await thread.run("flagWait", flag.words, 0));
  });
});

test("Flag: two threads play ping-pong without missing a set", async () => {
  await withThreads(2, async (a, b) => {
    const [ping, pong] = [new Flag(), new Flag()];
    const rounds = 500;
    const [there, back] = await Promise.all([
      a.run("flagPingPong", ping.words, pong.words, rounds, "sync"),
      b.run("flagPingPong", pong.words, ping.words, rounds, "async"),
      ping.set(),
    ]);
    assertEquals([there, back], [rounds, rounds]);
  });
});
