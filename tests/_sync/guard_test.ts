import { test } from "node:test";
import { assert, assertFalse, assertStrictEquals, assertThrows } from "@std/assert";
import { RuntimeError } from "../../_runtime/errors.ts";
import { Guard, type Owners, UNKNOWN_OWNER } from "../../_sync/guard.ts";
import type { WaitResult } from "../../_sync/parker.ts";
import { threadParker } from "../../_sync/thread_parker.ts";

function owners(current: number, alive: number[] = []): Owners {
  return { current: () => current, alive: (owner) => alive.includes(owner) };
}

function words(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

test("Guard: who is inside leaves it free for the next", () => {
  const guard = new Guard(words(), 0, threadParker, owners(7));
  for (let i = 0; i < 3; i++) {
    assert(guard.enter());
    guard.leave();
  }
});

test("Guard: to enter from inside is a RuntimeError, and it is still held", () => {
  const shared = words();
  const guard = new Guard(shared, 0, threadParker, owners(7));
  guard.enter();
  assertThrows(() => guard.enter(), RuntimeError, "deadlock");
  assertStrictEquals(shared[0], 7);
  guard.leave();
  assert(guard.enter());
});

test("Guard: when the holder has died, the next one gets it and is told so", () => {
  const shared = words();
  new Guard(shared, 0, threadParker, owners(7)).enter();
  const guard = new Guard(shared, 0, threadParker, owners(8));
  assertFalse(guard.enter());
  guard.leave();
  assert(guard.enter());
});

for (const holder of [7, UNKNOWN_OWNER]) {
  const who = holder === 7 ? "who lives" : "whose end nobody would notice";
  test(`Guard: a holder ${who} keeps it, however long it takes`, () => {
    const shared = words();
    new Guard(shared, 0, threadParker, owners(holder)).enter();
    let waits = 0;
    const wait = (): WaitResult => {
      if (++waits === 3) Atomics.store(shared, 0, 0);
      return "timed-out";
    };
    const guard = new Guard(shared, 0, { ...threadParker, wait }, owners(8, [holder]));
    assert(guard.enter());
    assertStrictEquals(waits, 3);
  });
}
