import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertGreaterOrEqual, assertLess } from "@std/assert";
import { enumerate } from "@weft/concurrency/threading";
import { setBlockedService } from "../../_sync/blocked_service.ts";
import { futexParker } from "../../_sync/futex_parker.ts";
import { dropAlive, holdAlive } from "../../_sync/keep_alive.ts";
import { inbox } from "../../_thread/current.ts";
import { allocate } from "../../multiprocessing/heap.ts";
import { RawArray } from "../../multiprocessing/sharedctypes/mod.ts";
import { Event, Semaphore } from "../../multiprocessing/synchronize.ts";
import { stateOf, turn, until } from "../_sync/threads.ts";
import { runProgram } from "../support/run.ts";
import { start } from "../threading/sync_threads.ts";
import { joinProcesses, runtimes, sendSignal, startProcess } from "./processes.ts";
import * as targets from "./synchronize_targets.ts";

const newWords = (count: number) => new Int32Array(allocate(4 * count).buffer);

test("futexParker: a sleep says why it did not begin, and times out", async () => {
  const words = newWords(4);
  assertEquals(futexParker.waitAsync(words, 0, 1, 10), { async: false, value: "not-equal" });
  assertEquals(futexParker.waitAsync(words, 0, 0, 0), { async: false, value: "timed-out" });
  assertEquals(futexParker.wait(words, 0, 1, 10), "not-equal");
  assertEquals(futexParker.wait(words, 0, 0, 0), "timed-out");
  for (const timeout of [10, 250]) {
    const began = performance.now();
    assertEquals(futexParker.wait(words, 0, 0, timeout), "timed-out");
    assertGreaterOrEqual(performance.now() - began, timeout);
  }
  holdAlive();
  const wait = futexParker.waitAsync(words, 0, 0, 10);
  assertEquals(await (wait as { value: Promise<string> }).value, "timed-out");
  dropAlive();
  assertEquals(futexParker.notify(words, 0, 1), 0);
});

test("futexParker: notify wakes the first n asynchronous sleepers of that word and says how many", async () => {
  const words = newWords(4);
  const sleep = (index: number) => {
    const wait = futexParker.waitAsync(words, index, 0, Infinity);
    assert(wait.async);
    return wait.value;
  };
  holdAlive();
  const sleeps = [sleep(1), sleep(1), sleep(1)];
  const other = sleep(2);
  assertEquals(futexParker.notify(words, 3, 1), 0);
  assertEquals(futexParker.notify(words, 1, 2), 2);
  assertEquals(await Promise.all(sleeps.slice(0, 2)), ["ok", "ok"]);
  assertEquals(await stateOf(sleeps[2]!), "pending");
  assertEquals(await stateOf(other), "pending");
  // Another view of the same memory.
  assertGreaterOrEqual(futexParker.notify(words.subarray(1), 0, Infinity), 1);
  assertGreaterOrEqual(futexParker.notify(words, 2, 5), 1);
  assertEquals(await Promise.all([sleeps[2], other]), ["ok", "ok"]);
  dropAlive();
});

test("futexParker: an asynchronous sleep ends a moment after a change that nobody told of", async () => {
  holdAlive();
  // At first the thread looks itself, then something sleeps for it.
  for (const pause of [0, 200]) {
    const words = newWords(1);
    const wait = futexParker.waitAsync(words, 0, 0, Infinity);
    await turn(pause);
    const again = futexParker.waitAsync(words, 0, 0, Infinity);
    Atomics.store(words, 0, 1);
    for (const { value } of [wait, again]) assertEquals(await value, "ok");
  }
  dropAlive();
});

test("futexParker: so does a blocking one, with something to be served and without", async () => {
  const words = newWords(1);
  setBlockedService(() => Atomics.store(words, 0, 7), 5);
  try {
    assertEquals(futexParker.wait(words, 0, 0, Infinity), "not-equal");
    const silent = RawArray("i", 1) as Int32Array;
    const thread = start(targets.storeSilently, silent);
    await until(() => Atomics.load(silent, 0) === 1);
    setBlockedService(undefined);
    assertEquals(futexParker.wait(silent, 0, 1, 10_000), "not-equal");
    await thread.join();
  } finally {
    setBlockedService(() => inbox().serve());
  }
});

test("futexParker: a thread of more events than one sleep can be on waits for each of them", async () => {
  const events = Array.from({ length: 200 }, () => new Event());
  const waits = events.map((event) => event.wait());
  for (const i of [199, 0, 130, 64]) {
    start(targets.setLater, events[i]!, 0);
    assertEquals(await waits[i], true);
  }
  assertEquals(await stateOf(waits[1]!), "pending");
  for (const event of events) event.set();
  assert((await Promise.all(waits)).every(Boolean));
});

test("futexParker: what sleeps for a thread is none of the program's threads", async () => {
  const before = enumerate().length;
  const event = new Event();
  const wait = event.wait();
  await turn(50);
  assertEquals(enumerate().length, before);
  event.set();
  await wait;
});

for (const how of ["waiting", "over", "exit"]) {
  test(`futexParker: a program ends at once although something sleeps for it: ${how}`, async () => {
    const url = new URL("./programs/asleep.ts", import.meta.url);
    const { code, stdout, stderr, took } = await runProgram(url, [how]);
    assertEquals([code, stdout.trim(), stderr], [0, "end", ""]);
    assertLess(took, 5_000);
  });
}

for (const runtime of runtimes) {
  test(`futexParker: a blocked ${runtime} that is stopped and goes on, sleeps on`, async () => {
    const [semaphore, out] = [new Semaphore(0), RawArray("i", 4) as Int32Array];
    const child = startProcess(targets.pass, [semaphore, out, true], runtime);
    await until(() => Atomics.load(out, 0) === 1);
    await turn(20);
    // A futex call that is interrupted by these is not restarted by the kernel when it has a timeout.
    sendSignal(child, 19);
    sendSignal(child, 18);
    await turn(20);
    assertFalse(Atomics.load(out, 1) === 1);
    semaphore.release();
    await joinProcesses(child);
  });
}
