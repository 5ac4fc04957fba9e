import { test } from "node:test";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { NotSupportedError } from "../../_runtime/errors.ts";
import { Flag } from "../../_sync/flag.ts";
import { dropAlive, holdAlive } from "../../_sync/keep_alive.ts";
import { localParker } from "../../_sync/local_parker.ts";
import type { Parker } from "../../_sync/parker.ts";
import { setBlockedService, threadParker } from "../../_sync/thread_parker.ts";
import { createWords, parkerOf } from "../../_sync/words.ts";
import { stateOf, turn, until, withThreads } from "./threads.ts";

const both: [string, Parker, Int32Array][] = [
  ["threads", threadParker, new Int32Array(new SharedArrayBuffer(16))],
  ["local", localParker, new Int32Array(4)],
];

test("createWords: zeroed memory that threads share, which the thread parker serves", () => {
  const words = createWords(5);
  assertEquals([...words], [0, 0, 0, 0, 0]);
  assert(words.buffer instanceof SharedArrayBuffer);
  assertStrictEquals(parkerOf(words), threadParker);
  assertStrictEquals(parkerOf(new Int32Array(5)), localParker);
});

for (const [kind, parker, words] of both) {
  test(`Parker, ${kind}: an asynchronous sleep says why it did not begin`, () => {
    assertEquals(parker.waitAsync(words, 0, 1, 10), { async: false, value: "not-equal" });
    assertEquals(parker.waitAsync(words, 0, 0, 0), { async: false, value: "timed-out" });
    assertEquals(parker.wait(words, 0, 1, 10), "not-equal");
    assertEquals(parker.wait(words, 0, 0, 0), "timed-out");
  });

  test(`Parker, ${kind}: notify wakes the first n sleepers of that word and says how many`, async () => {
    const sleep = (index: number) => {
      const wait = parker.waitAsync(words, index, 0, Infinity);
      assert(wait.async);
      return wait.value;
    };
    // Such a sleep keeps no program alive by itself, even once it was notified.
    holdAlive();
    const sleeps = [sleep(1), sleep(1), sleep(1)];
    const other = sleep(2);
    assertEquals(parker.notify(words, 3, 1), 0);
    assertEquals(parker.notify(words, 1, 2), 2);
    assertEquals(await Promise.all(sleeps.slice(0, 2)), ["ok", "ok"]);
    assertEquals(await stateOf(sleeps[2]!), "pending");
    assertEquals(await stateOf(other), "pending");
    // Another view of the same memory.
    assertEquals(parker.notify(words.subarray(1), 0, Infinity), 1);
    assertEquals(await sleeps[2], "ok");
    assertEquals(parker.notify(words, 1, Infinity), 0);
    assertEquals(parker.notify(words, 2, 5), 1);
    assertEquals(await other, "ok");
    dropAlive();
  });

  test(`Parker, ${kind}: an asynchronous sleep times out, and is no sleeper any more`, async () => {
    const wait = parker.waitAsync(words, 0, 0, 10);
    assert(wait.async);
    holdAlive();
    assertEquals(await wait.value, "timed-out");
    dropAlive();
    assertEquals(parker.notify(words, 0, 1), 0);
  });
}

test("Parker, local: a blocking sleep throws and names the way out", () => {
  const words = new Int32Array(1);
  const error = assertThrows(() => localParker.wait(words, 0, 0, 10), NotSupportedError);
  assert(error.message.includes("Atomics.wait"), error.message);
  assert(error.message.includes("asynchronous form"), error.message);
});

test("Parker, threads: with a service a blocked thread serves, and results stay exact", () => {
  const words = createWords(1);
  const calls: number[] = [];
  setBlockedService(() => calls.push(performance.now()), 2);
  try {
    const began = performance.now();
    assertEquals(threadParker.wait(words, 0, 0, 25), "timed-out");
    assert(performance.now() - began >= 24.9);
    assert(calls.length >= 2, `served ${calls.length} times`);
    assertEquals(threadParker.wait(words, 0, 1, 25), "not-equal");
    assertEquals(threadParker.wait(words, 0, 0, 0), "timed-out");

    // A change that comes while the thread serves ends its wait at the next slice.
    setBlockedService(() => Atomics.store(words, 0, 7), 2);
    assertEquals(threadParker.wait(words, 0, 0, Infinity), "not-equal");
  } finally {
    setBlockedService(undefined);
  }
});

test("Parker, threads: a service may block, throw, or take itself away", () => {
  const words = createWords(2);
  try {
    let calls = 0;
    setBlockedService(() => {
      calls++;
      assertEquals(threadParker.wait(words, 1, 0, 5), "timed-out");
      if (calls === 2) setBlockedService(undefined);
    }, 1);
    assertEquals(threadParker.wait(words, 0, 0, 30), "timed-out");
    assertEquals(calls, 2);

    setBlockedService(() => {
      throw new Error("no service today");
    }, 1);
    assertThrows(() => threadParker.wait(words, 0, 0, 30), Error, "no service today");
    assertThrows(() => threadParker.wait(words, 0, 0, 30), Error, "no service today");
  } finally {
    setBlockedService(undefined);
  }
});

test("Parker, threads: a thread that serves while it is blocked is woken by others", async () => {
  await withThreads(2, async (a, b) => {
    const flag = new Flag();
    const served = await a.run("blockWithService", flag.words);
    assertEquals(served, [true, 3, false]);
    const other = new Flag();
    const blocked = b.run("flagWaitSync", other.words);
    await until(() => other.words[1] === 1);
    await a.run("flagSet", other.words);
    assertEquals(await blocked, true);
    await turn();
  });
});
