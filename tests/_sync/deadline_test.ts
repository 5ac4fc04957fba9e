import { test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { deadlineAfter, DeadlineTimer, remaining } from "../../_sync/deadline.ts";
import { turn } from "./threads.ts";

test("deadlineAfter: no timeout is no deadline", () => {
  assertEquals(deadlineAfter(undefined), Infinity);
  assertEquals(deadlineAfter(Infinity), Infinity);
  assertEquals(remaining(Infinity), Infinity);
});

test("deadlineAfter: counts from now, and never below zero", () => {
  const now = performance.now();
  const deadline = deadlineAfter(1000);
  assert(deadline >= now + 1000 && deadline <= performance.now() + 1000);
  assert(remaining(deadline) <= 1000);
  assertEquals(remaining(now - 5), 0);
  assertEquals(remaining(deadlineAfter(0)), 0);
});

test("deadlineAfter: refuses what is no duration, naming it", () => {
  assertThrows(() => deadlineAfter(-1), RangeError, "timeout must be >= 0, got -1");
  assertThrows(() => deadlineAfter(-Infinity), RangeError, "timeout must be >= 0, got -Infinity");
  assertThrows(() => deadlineAfter(NaN), RangeError, "timeout must be >= 0, got NaN");
  const others: [unknown, string][] = [["5", '"5"'], [null, "null"], [true, "true"], [5n, "5"]];
  for (const [value, shown] of others) {
    const message = `timeout must be a number, got ${shown}`;
    assertThrows(() => deadlineAfter(value as never), TypeError, message);
  }
});

test("DeadlineTimer: never fires early, nor after clear, nor without a deadline", async () => {
  let cleared = 0;
  new DeadlineTimer(performance.now() + 2, () => cleared++).clear();
  new DeadlineTimer(Infinity, () => cleared++).clear();
  for (const ms of [0, 0.3, 1.7, 5]) {
    const deadline = performance.now() + ms;
    await new Promise<void>((resolve) => new DeadlineTimer(deadline, resolve));
    assert(performance.now() >= deadline);
  }
  assertEquals(cleared, 0);
});

test("DeadlineTimer: a deadline beyond the reach of setTimeout does not fire at once", async () => {
  let fired = 0;
  const timer = new DeadlineTimer(performance.now() + 2 ** 33, () => fired++);
  await turn(10);
  timer.clear();
  assertEquals(fired, 0);
});

test("DeadlineTimer: goes on if setTimeout fires early", async () => {
  const { setTimeout } = globalThis;
  const early = (task: () => void, ms: number) => setTimeout(task, ms / 3);
  globalThis.setTimeout = early as typeof setTimeout;
  try {
    const deadline = performance.now() + 30;
    await new Promise<void>((resolve) => new DeadlineTimer(deadline, resolve));
    assert(performance.now() >= deadline);
  } finally {
    globalThis.setTimeout = setTimeout;
  }
});
