import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { pack } from "../../_transfer/pack.ts";
import { unpack } from "../../_transfer/unpack.ts";
import { registerClass } from "../../_transfer/registry.ts";
import { task } from "../../_transfer/task.ts";
import { Account, Point, Tags } from "./fixture_tasks.ts";
import { roundTrip, roundTripByPort } from "./round_trip.ts";

class Lock {
  #words: Int32Array;
  constructor(words: Int32Array) {
    this.#words = words;
  }
  get words() {
    return this.#words;
  }
  static reduce = (lock: Lock) => lock.#words;
}
registerClass("test.Lock", Lock, {
  reduce: Lock.reduce,
  revive: (words) => new Lock(words as Int32Array),
});
class NamedLock extends Lock {
  label = "mine";
}
task(import.meta, NamedLock);
class PlainLock extends Lock {}

const words = () => new Int32Array(new SharedArrayBuffer(4));

test("a registered class is reduced and revived, at any depth, each instance once", async () => {
  const lock = new Lock(words());
  const back = await roundTripByPort([
    lock,
    { deep: new Map([["l", [lock]]]) },
    new Set([lock]),
  ]) as [
    Lock,
    { deep: Map<string, Lock[]> },
    Set<Lock>,
  ];
  assertInstanceOf(back[0], Lock);
  assertStrictEquals(back[1].deep.get("l")![0], back[0]);
  assert(back[2].has(back[0]));
  Atomics.store(back[0].words, 0, 7);
  assertEquals(Atomics.load(lock.words, 0), 7);
});

test("a marked subclass of a registered class keeps class, private state and properties", () => {
  const lock = new NamedLock(words());
  lock.label = "changed";
  const [back] = roundTrip([lock]);
  assertInstanceOf(back, NamedLock);
  assertEquals(back.label, "changed");
  assertEquals(back.words.length, 1);
});

test("a subclass that was not marked is refused instead of arriving without its state", () => {
  assertThrows(
    () => roundTrip([new PlainLock(words())]),
    DOMException,
    "args[0]: a PlainLock can't be sent",
  );
});

test("a marked class with instances that refer to each other", () => {
  const a = Object.assign(new Point(1, 2), { other: undefined as unknown });
  const b = Object.assign(new Point(3, 4), { other: a, fn: () => 5 });
  a.other = b;
  // deno-lint-ignore no-explicit-any
  const back: any = roundTrip([a, b]);
  assertEquals(back[0] instanceof Point, true);
  assertStrictEquals(back[0].other, back[1]);
  assertStrictEquals(back[1].other, back[0]);
  assertEquals(back[1].fn(), 5);
});

test("a class may say with weft.reduce and weft.revive how it crosses", () => {
  assertEquals(roundTrip([new Account(12)])[0].balance, 12);
});

test("a marked subclass of Map keeps class, entries and properties", () => {
  const tags = new Tags([["a", new Point(3, 4)]]);
  tags.note = "n";
  const back: Tags = roundTrip({ tags }).tags;
  assertInstanceOf(back, Tags);
  assertEquals(back.note, "n");
  assertEquals((back.get("a") as Point).length, 5);
});

test("an instance that is reduced to itself is refused", () => {
  const tags = new Tags();
  tags.set("self", [tags]);
  assertThrows(
    () => roundTrip([tags]),
    DOMException,
    "a Tags can't be sent to another thread that refers to itself",
  );
});

test("an instance of a class whose module is not loaded here arrives as data", () => {
  const { value, parts } = pack([new Point(1, 2)], "args");
  const text = JSON.stringify([value, parts]).replaceAll("fixture_tasks.ts", "fixture_other.ts");
  const data = JSON.parse(text);
  // What JSON has separated, cloning would have kept together.
  const back = unpack([data[1][0]], data[1]) as [object];
  assertEquals(back, [{ x: 1, y: 2 }]);
  assertStrictEquals(Object.getPrototypeOf(back[0]), Object.prototype);
});
