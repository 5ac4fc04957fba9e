import { test } from "node:test";
import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { pack } from "../../_transfer/pack.ts";
import { roundTrip, roundTripByPort } from "./round_trip.ts";

const plain: Record<string, unknown> = {
  "numbers": [1, 2, NaN, -0, Infinity, 10n],
  "nothing": [undefined, null],
  "a string": "text",
  "nested objects": [{ a: { b: [1, { c: null }] } }],
  "maps and sets": [new Map([[{ a: 1 }, new Set([1, "b"])]])],
  "dates and expressions": [new Date(5), /a+/g],
  "bytes": [new Uint8Array(4), new ArrayBuffer(3), new DataView(new ArrayBuffer(2))],
  "shared memory": [new SharedArrayBuffer(8), new Int32Array(new SharedArrayBuffer(8))],
  "an array with holes": [[1, , 3]],
  "an object without a prototype": [Object.assign(Object.create(null), { a: 1 })],
  "an instance of a class that nobody marked": [
    new class Point {
      x = 1;
      method() {
        return this.x;
      }
    }(),
  ],
  "a blob": [new Blob(["x"])],
  "boxed values": [Object(1), Object("ab"), Object(true)],
};
for (const [name, value] of Object.entries(plain)) {
  test(`pack: ${name} stay as they are, without a copy`, () => {
    assertEquals(Object.keys(pack(value, "args")).sort(), ["marks", "parts", "transfer", "value"]);
    const packed = pack(value, "args");
    assertStrictEquals(packed.value, value);
    assertStrictEquals(packed.parts, undefined);
    assertStrictEquals(packed.transfer, undefined);
  });
}

test("pack: a large graph with cycles stays as it is", () => {
  const nodes = Array.from({ length: 5000 }, (_, id) => ({ id, next: undefined as unknown }));
  nodes.forEach((node, i) => node.next = nodes[(i + 1) % nodes.length]);
  assertStrictEquals(pack(nodes, "args").value, nodes);
  const self: unknown[] = [];
  self.push(self);
  assertStrictEquals(pack(self, "args").value, self);
});

test("pack: a list of 100,000 links does not overflow the stack", () => {
  let list: unknown = null;
  for (let i = 0; i < 100_000; i++) list = { list };
  assertStrictEquals(pack(list, "args").value, list);
});

test("pack: only what leads to a function is copied", () => {
  const data = { big: [1, 2, 3] };
  const args = [data, { fn: () => 1, data }];
  const packed = pack(args, "args");
  assert(packed.value !== args);
  assertStrictEquals((packed.value as unknown[])[0], data);
  assertEquals(typeof (args[1] as { fn: unknown }).fn, "function");
});

test("functions arrive at any depth", async () => {
  const value = {
    list: [(a: number) => a + 1, [function twice(a: number) {
      return 2 * a;
    }]],
    map: new Map<unknown, unknown>([["k", (a: number) => a * 10]]),
    set: new Set([(a: number) => -a]),
  };
  for (const back of [roundTrip(value), await roundTripByPort(value)] as typeof value[]) {
    assertEquals((back.list[0] as (a: number) => number)(1), 2);
    assertEquals((back.list[1] as ((a: number) => number)[])[0]!(4), 8);
    assertEquals((back.map.get("k") as (a: number) => number)(3), 30);
    assertEquals([...back.set][0]!(3), -3);
  }
});

test("a function as a key of a Map stays at its place", () => {
  const map = new Map<unknown, unknown>([["a", 1], [() => "key", 2], ["c", 3]]);
  const back: Map<unknown, unknown> = roundTrip(map);
  assertEquals([...back.values()], [1, 2, 3]);
  assertEquals(([...back.keys()][1] as () => string)(), "key");
});

test("what was shared is shared again, and cycles close", () => {
  const fn = () => 1;
  const shared = { fn };
  // deno-lint-ignore no-explicit-any
  const root: any = { a: shared, b: [shared, fn], map: new Map(), set: new Set() };
  root.self = root;
  root.b.push(root.b);
  root.map.set(root.map, root);
  root.set.add(root.set).add(fn);
  const back = roundTrip([root, root.b])[0];
  assertStrictEquals(back.a, back.b[0]);
  assertStrictEquals(back.a.fn, back.b[1]);
  assertStrictEquals(back.self, back);
  assertStrictEquals(back.b[2], back.b);
  assertStrictEquals(back.map.get(back.map), back);
  assert(back.set.has(back.set));
  assert(back.set.has(back.a.fn));
});

test("a cycle that is closed after an unchanged part keeps that part shared", () => {
  const plain = { x: 1 };
  // deno-lint-ignore no-explicit-any
  const a: any = { plain, b: { plain } };
  a.b.a = a;
  a.fn = () => 0;
  const back = roundTrip(a);
  assertStrictEquals(back.b.a, back);
  assertStrictEquals(back.plain, back.b.plain);
});

test("holes, further properties of arrays and the order of keys are kept beside a function", () => {
  const array = Object.assign([, 1, , () => 2], { note: "n" });
  const back = roundTrip({ z: 1, array, a: { b: array } });
  assertEquals(Object.keys(back), ["z", "array", "a"]);
  assertEquals(Object.keys(back.array), ["1", "3", "note"]);
  assertEquals(back.array.length, 4);
  assertEquals(back.array[3](), 2);
  assertEquals(Object.keys(back), ["z", "array", "a"]);
});

test("an own __proto__ stays an own property", () => {
  const value = JSON.parse('{"__proto__": {"x": 1}}');
  const back = roundTrip([
    value,
    Object.defineProperty(value, "f", { value: () => 1, enumerable: true }),
  ]);
  assert(Object.hasOwn(back[0], "__proto__"));
  assertStrictEquals(Object.getPrototypeOf(back[0]), Object.prototype);
});

test("getters are read, inherited and symbol properties stay behind", () => {
  const value = Object.create({ inherited: 1 }, {
    got: { get: () => 5, enumerable: true },
    hidden: { value: () => 1, enumerable: false },
    [Symbol("s")]: { value: 1, enumerable: true },
  });
  assertEquals({ ...roundTrip([value])[0] }, { got: 5 });
  assertEquals(
    roundTrip([{
      get got() {
        return 5;
      },
      fn: () => 1,
    }])[0].got,
    5,
  );
});

test("an error thrown by a getter comes through", () => {
  const value = {
    get bad(): never {
      throw new RangeError("no");
    },
  };
  let caught: unknown;
  try {
    pack([value], "args");
  } catch (error) {
    caught = error;
  }
  assertInstanceOf(caught, RangeError);
});

test("somebody else's properties of Object.prototype harm nothing", () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>;
  prototype.polluted = () => 1;
  try {
    const value = [{ a: 1 }];
    assertStrictEquals(pack(value, "args").value, value);
    assertEquals(Object.keys(roundTrip([{ fn: () => 1 }])[0]), ["fn"]);
  } finally {
    delete prototype.polluted;
  }
});
