import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { Heap, type HeapEntry } from "../../_structures/heap.ts";

interface Numbered extends HeapEntry {
  readonly key: number;
  readonly order: number;
}

const before = (a: Numbered, b: Numbered) =>
  a.key < b.key || (a.key === b.key && a.order < b.order);

/** The same numbers in every run, so that a failure can be repeated. */
function random(seed: number): () => number {
  return () => (seed = (Math.imul(seed, 48271) >>> 0) % 2147483647) / 2147483647;
}

test("Heap: 10,000 random operations agree with a sorted array", () => {
  const dice = random(7);
  const heap = new Heap<Numbered>(before);
  const model: Numbered[] = [];
  for (let i = 0; i < 10_000; i++) {
    const what = dice();
    if (what < 0.5 || model.length === 0) {
      const entry = { key: Math.floor(dice() * 50), order: i, at: -1 };
      heap.push(entry);
      model.push(entry);
      model.sort((a, b) => before(a, b) ? -1 : 1);
    } else if (what < 0.75) assertEquals(heap.pop(), model.shift());
    else {
      const [entry] = model.splice(Math.floor(dice() * model.length), 1);
      heap.remove(entry!);
      assertEquals(entry!.at, -1);
    }
    assertEquals([heap.size, heap.first], [model.length, model[0]]);
    if (i % 500 === 0) assertEquals(heap.sorted(), model);
  }
});

test("Heap: an empty one has no first entry, and nothing to pop", () => {
  const heap = new Heap<Numbered>(before);
  assertEquals([heap.size, heap.first, heap.pop(), heap.sorted()], [0, undefined, undefined, []]);
});
