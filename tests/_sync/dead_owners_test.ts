// What is left of those who die without a word, where that can happen: see Parker.owners.
import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { Barrier } from "../../_sync/barrier.ts";
import type { Parker } from "../../_sync/parker.ts";
import { Section } from "../../_sync/section.ts";
import { threadParker } from "../../_sync/thread_parker.ts";
import { WaitList } from "../../_sync/wait_list.ts";
import { createWords } from "../../_sync/words.ts";

const ME = 7;
const DEAD = 8;
const dead = new Set([DEAD]);
let current = ME;
const owners = { current: () => current, alive: (owner: number) => !dead.has(owner) };
const parker: Parker = { ...threadParker, owners };

function as<T>(owner: number, body: () => T): T {
  current = owner;
  try {
    return body();
  } finally {
    current = ME;
  }
}

const newList = () => new WaitList(createWords(WaitList.WORDS), 0, owners);
const nobody = () => false;

test("WaitList: a notification to one who has died goes to the next one", () => {
  const list = newList();
  const gone = as(DEAD, () => list.append());
  as(DEAD, () => list.join(gone));
  const alive = list.append();
  const last = list.append();
  const woken: number[] = [];
  list.notify(1, (slot) => {
    woken.push(slot);
    return false;
  });
  assertEquals(woken, [gone, alive]);
  assertEquals(list.waiters, 1);
  list.notify(Infinity, nobody);
  assertEquals(list.waiters, 0);
  for (const slot of [alive, last]) list.free(slot);
  // Its slot is used again.
  assertEquals([list.append(), list.append(), list.append()].sort(), [gone, alive, last].sort());
});

test("WaitList: of several who have died together, one is enough to notice", () => {
  const list = newList();
  const gone = as(DEAD, () => list.append());
  as(DEAD, () => list.join(gone));
  as(DEAD, () => list.join(gone));
  const alive = list.append();
  list.notify(1, nobody);
  assertEquals(list.waiters, 0);
  assertEquals(list.tail, 0);
  list.free(alive);
});

test("WaitList: one who sleeps is not asked for, and one who does not may be there all the same", () => {
  const list = newList();
  const sleeping = as(DEAD, () => list.append());
  list.append();
  list.notify(1, (slot) => slot === sleeping);
  assertEquals(list.waiters, 1);
  list.notify(1, nobody);
  assertEquals(list.waiters, 0);
});

test("WaitList: a full list gives the places of the dead away, notified or not", () => {
  const list = newList();
  as(DEAD, () => {
    for (let i = 0; i < WaitList.CAPACITY - 1; i++) list.append();
  });
  list.notify(3, () => true);
  const mine = list.append();
  assertEquals(list.waiters, WaitList.CAPACITY - 3);
  list.append();
  assertEquals(list.waiters, 2);
  list.leave(mine);
  assertEquals(list.waiters, 1);
  const lively = newList();
  for (let i = 0; i < WaitList.CAPACITY; i++) lively.append();
  assertThrows(() => lively.append(), Error, "room for 512 waiters");
});

test("Barrier: one who died in the middle of a change breaks it, and a reset repairs it", () => {
  const words = createWords(Barrier.WORDS);
  const barrier = new Barrier(2, words, parker);
  const first = barrier.arrive();
  assert(typeof first === "object");
  words[Barrier.WORDS - Section.WORDS] = DEAD;
  assertEquals(barrier.arrive(), "broken");
  assert(barrier.broken);
  assert(barrier.waitSync(first, 0));
  assertEquals(barrier.leave(first), undefined);
  barrier.reset();
  assertFalse(barrier.broken);
  for (let round = 0; round < 3; round++) {
    const [a, b] = [barrier.arrive(), barrier.arrive()];
    assert(typeof a === "object" && typeof b === "object" && b.last);
    assert(barrier.complete(b));
    assertEquals(barrier.leave(a), 0);
  }
});

test("Barrier: after break and reset nobody waits for one who passed and never left", () => {
  const barrier = new Barrier(2, createWords(Barrier.WORDS));
  const [late, last] = [barrier.arrive(), barrier.arrive()];
  assert(typeof late === "object" && typeof last === "object");
  barrier.complete(last);
  barrier.break();
  barrier.reset();
  // It has passed, however late it comes.
  assertEquals(barrier.leave(late), 0);
  for (let round = 0; round < 3; round++) {
    const [a, b] = [barrier.arrive(), barrier.arrive()];
    assert(typeof a === "object" && typeof b === "object");
    barrier.complete(b);
    assertEquals(barrier.leave(a), 0);
  }
});
