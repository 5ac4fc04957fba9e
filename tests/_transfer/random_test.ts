import process from "node:process";
import { test } from "node:test";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { pack } from "../../_transfer/pack.ts";
import { task } from "../../_transfer/task.ts";
import { roundTrip } from "./round_trip.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
console.log(`random_test.ts: seed ${seed}`);

class Node {
  constructor(public readonly values: unknown[]) {}
}
task(import.meta, Node);
const functions = [() => "first", (n: number) => n, function named() {}];

// mulberry32
function randomSource(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const leaves = [
  () => undefined,
  () => null,
  () => 1.5,
  () => NaN,
  () => -0,
  () => 10n,
  () => "text",
  () => true,
  () => new Date(7),
  () => new Uint8Array([1, 2, 3]),
  () => /x/g,
];

/** A graph of every kind of container; edges may go anywhere, so there are cycles and shared parts. */
function randomGraph(random: (below: number) => number, special: boolean): unknown {
  const count = 1 + random(40);
  const kinds = special ? 7 : 4;
  const containers = Array.from({ length: count }, () => {
    switch (random(kinds)) {
      case 0:
        return new Map<unknown, unknown>();
      case 1:
        return new Set<unknown>();
      case 2:
        return [] as unknown[];
      case 4:
        return new Node([]);
      case 5:
        return new RangeError(`error ${random(100)}`);
      default:
        return {} as Record<string, unknown>;
    }
  });
  const pick = (): unknown => {
    const dice = random(special ? 12 : 10);
    if (dice < 6) return containers[random(count)];
    if (dice < 10) return leaves[random(leaves.length)]!();
    return functions[random(functions.length)];
  };
  for (const container of containers) {
    for (let n = random(6); n > 0; n--) {
      const value = pick();
      if (container instanceof Map) container.set(pick(), value);
      else if (container instanceof Set) container.add(value);
      else if (container instanceof Node) container.values.push(value);
      else if (container instanceof Error) Object.assign(container, { [`p${random(9)}`]: value });
      else if (Array.isArray(container)) container[container.length + random(2)] = value;
      else container[["a", "b", "c d", "0", "__proto__x"][random(5)]!] = value;
    }
  }
  return containers[0];
}

/** What a graph looks like, identities numbered: equal texts mean equal graphs. */
function draw(root: unknown): string {
  const numbers = new Map<unknown, number>();
  const write = (value: unknown): string => {
    if (typeof value === "function") return `fn ${value.toString()}`;
    if (typeof value !== "object" || value === null) {
      return Object.is(value, -0) ? "-0" : `${typeof value} ${String(value)}`;
    }
    const known = numbers.get(value);
    if (known !== undefined) return `#${known}`;
    numbers.set(value, numbers.size);
    const kind = Object.getPrototypeOf(value).constructor.name;
    if (value instanceof Map) {
      return `Map(${[...value].map(([k, v]) => `${write(k)} => ${write(v)}`).join()})`;
    }
    if (value instanceof Set) return `Set(${[...value].map(write).join()})`;
    if (ArrayBuffer.isView(value)) return `bytes ${value}`;
    if (value instanceof Date || value instanceof RegExp) return `${kind} ${String(value)}`;
    const properties = Object.entries(value).map(([k, v]) => `${k}: ${write(v)}`);
    if (Array.isArray(value)) properties.push(`length ${value.length}`);
    if (value instanceof Error) properties.push(value.message);
    return `${kind}{${properties.join()}}`;
  };
  return write(root);
}

test("2,000 random graphs without functions, instances or errors arrive as structured clone makes them", () => {
  const random = randomSource(seed);
  for (let i = 0; i < 2000; i++) {
    const graph = randomGraph(random, false);
    const before = draw(graph);
    assertStrictEquals(pack(graph, "args").value, graph);
    assertEquals(draw(roundTrip(graph)), draw(structuredClone(graph)), `seed ${seed}, graph ${i}`);
    assertEquals(draw(graph), before);
  }
});

test("2,000 random graphs with functions, instances and errors arrive as they were", () => {
  const random = randomSource(seed);
  for (let i = 0; i < 2000; i++) {
    const graph = randomGraph(random, true);
    const before = draw(graph);
    assertEquals(draw(roundTrip(graph)), before, `seed ${seed}, graph ${i}`);
    assertEquals(draw(graph), before, `seed ${seed}, graph ${i}: pack changed the original`);
  }
});
