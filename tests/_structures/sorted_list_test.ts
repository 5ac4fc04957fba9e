import { test } from "node:test";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { SortedList } from "../../_structures/sorted_list.ts";
import { randomSource } from "../support/random.ts";

interface Entry {
  readonly key: number;
  readonly id: number;
}

const byKey = (a: Entry, b: Entry) => a.key - b.key;

function drain<T>(list: SortedList<T>): T[] {
  const items: T[] = [];
  while (list.size > 0) items.push(list.pop());
  return items;
}

// With few keys equal ones meet everywhere, also at the ends of the list's parts.
for (const keys of [1, 3, 50, 100_000]) {
  test(`SortedList: 20,000 random operations with ${keys} keys agree with a sorted array`, () => {
    const seed = 5 + keys;
    const random = randomSource(seed);
    const list = new SortedList<Entry>(byKey);
    let model: Entry[] = [];
    let pushing = 50;
    for (let id = 0; id < 20_000; id++) {
      // Far up and down, so that there are many parts, and then a single one.
      if (id % 3000 === 0) pushing = id % 6000 === 0 ? 90 : 10;
      if (random(8000) === 0) {
        list.clear();
        model = [];
      } else if (random(100) < pushing) {
        const entry = { key: random(keys), id };
        list.push(entry);
        const at = model.findIndex(({ key }) => key > entry.key);
        model.splice(at === -1 ? model.length : at, 0, entry);
      } else if (model.length > 0) {
        assertStrictEquals(list.pop(), model.shift(), `seed ${seed}, step ${id}`);
      }
      assertStrictEquals(list.size, model.length);
    }
    assertEquals(drain(list), model);
  });
}

test("SortedList: what comes in order, backwards or all the same comes out in order", () => {
  const count = 5000;
  const rising = Array.from({ length: count }, (_, id) => ({ key: id, id }));
  for (const entries of [rising, rising.toReversed(), rising.map(({ id }) => ({ key: 0, id }))]) {
    const list = new SortedList<Entry>(byKey);
    for (const entry of entries) list.push(entry);
    assertEquals(drain(list).map(({ id }) => id), rising.map(({ id }) => id));
  }
});

test("SortedList: what compare throws comes out of push, and the list keeps its items", () => {
  const random = randomSource(3);
  let compared = 0;
  let failAt = Infinity;
  const list = new SortedList<number>((a, b) => {
    if (++compared === failAt) throw new RangeError("on request");
    return a - b;
  });
  const model: number[] = [];
  for (let i = 0; i < 3000; i++) {
    const item = random(1000);
    // In any of the comparisons that find its place.
    failAt = i > 10 && random(3) === 0 ? compared + 1 + random(3) : Infinity;
    if (failAt === Infinity) {
      list.push(item);
      model.push(item);
    } else assertThrows(() => list.push(item), RangeError, "on request");
    assertStrictEquals(list.size, model.length);
  }
  failAt = Infinity;
  assertEquals(drain(list), model.sort((a, b) => a - b));
});

test("SortedList: an item is compared with those beside it", () => {
  const random = randomSource(9);
  let partners = new Set<number>();
  const list = new SortedList<number>((a, b) => {
    partners.add(a).add(b);
    return a - b;
  });
  const model: number[] = [];
  for (let i = 0; i < 3000; i++) {
    const item = random(1_000_000);
    partners = new Set();
    list.push(item);
    const at = model.findIndex((other) => other > item);
    const place = at === -1 ? model.length : at;
    for (const beside of [model[place - 1], model[place]]) {
      assert(
        beside === undefined || partners.has(beside),
        `${item} was not compared with ${beside}`,
      );
    }
    model.splice(place, 0, item);
  }
});

test("SortedList: taking out compares nothing", () => {
  let allowed = true;
  const list = new SortedList<number>((a, b) => {
    assert(allowed);
    return a - b;
  });
  for (let i = 0; i < 2000; i++) list.push(i * 7919 % 2003);
  allowed = false;
  assertStrictEquals(drain(list).length, 2000);
});
