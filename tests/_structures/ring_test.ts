import { test } from "node:test";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { Ring } from "../../_structures/ring.ts";
import { randomSource } from "../support/random.ts";

test("Ring: 20,000 random operations agree with an array, through growing, shrinking and going round", () => {
  const seed = 11;
  const random = randomSource(seed);
  const ring = new Ring<number | undefined>();
  let model: (number | undefined)[] = [];
  let pushing = 50;
  for (let i = 0; i < 20_000; i++) {
    // Far up and down, past the sizes at which the array is doubled and given back.
    if (i % 3000 === 0) pushing = i % 6000 === 0 ? 90 : 5;
    if (random(5000) === 0) {
      ring.clear();
      model = [];
    } else if (random(100) < pushing) {
      const item = random(10) === 0 ? undefined : i;
      ring.push(item);
      model.push(item);
    } else if (model.length > 0) {
      assertStrictEquals(ring.pop(), model.shift(), `seed ${seed}, step ${i}`);
    }
    assertStrictEquals(ring.size, model.length);
  }
  const rest: (number | undefined)[] = [];
  while (ring.size > 0) rest.push(ring.pop());
  assertEquals(rest, model);
});

test("Ring: the order holds when it grows while its first item is anywhere", () => {
  for (let first = 0; first < 40; first++) {
    const ring = new Ring<number>();
    for (let i = 0; i < first; i++) {
      ring.push(-1);
      ring.pop();
    }
    for (let i = 0; i < 100; i++) ring.push(i);
    for (let i = 0; i < 100; i++) assertStrictEquals(ring.pop(), i, `first at ${first}`);
  }
});

test("Ring: after a flood of 100,000 it serves on", () => {
  const ring = new Ring<number>();
  for (let i = 0; i < 100_000; i++) ring.push(i);
  for (let i = 0; i < 100_000; i++) if (ring.pop() !== i) throw new Error(`not ${i}`);
  ring.push(7);
  assertEquals([ring.size, ring.pop(), ring.size], [1, 7, 0]);
});
