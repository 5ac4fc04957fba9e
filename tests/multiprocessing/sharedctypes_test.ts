import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { RuntimeError } from "../../_runtime/errors.ts";
import { dumps } from "../../multiprocessing/reduction.ts";
import { loadsSync } from "../../multiprocessing/revival.ts";
import {
  Array as SharedArray,
  copy,
  RawArray,
  RawValue,
  Synchronized,
  synchronized,
  SynchronizedArray,
  SynchronizedString,
  type TypeCode,
  typecodeToType,
  Value,
} from "../../multiprocessing/sharedctypes/mod.ts";
import { Lock, RLock } from "../../multiprocessing/synchronize.ts";
import { start } from "../threading/sync_threads.ts";
import { joinProcesses, runtimes, startProcess } from "./processes.ts";
import * as targets from "./synchronize_targets.ts";

type Create = (code: TypeCode, value: number) => unknown;
const codes = Object.keys(typecodeToType) as TypeCode[];
/** The same as another process sees it, more or less: as a message makes it. */
const sent = <T>(value: T): T => {
  const { bytes, fds } = dumps(value, "value");
  return loadsSync(bytes, fds) as T;
};

test("17.2.2.6: every letter, and no other one", () => {
  assertEquals(codes.join(""), "bBhHiIlLqQfduc");
  for (const code of codes) {
    const zero = code === "q" || code === "Q" ? 0n : code === "c" || code === "u" ? "\0" : 0;
    assertEquals<unknown>(Value(code).value, zero);
    assertEquals<unknown>(RawValue(code).value, zero);
    assertInstanceOf(RawArray(code, 3), typecodeToType[code] as typeof Int32Array);
    assertEquals(RawArray(code, 3).length, 3);
  }
  for (const code of ["z", "", "ii", undefined, null, 5, "toString"]) {
    const wrong = code as TypeCode;
    for (const create of [Value, RawValue, SharedArray, RawArray] as Create[]) {
      const error = assertThrows(
        () => create(wrong, 1),
        TypeError,
        "typecode must be one of b B h",
      );
      assert(
        error.message.startsWith(`${create === SharedArray as Create ? "Array" : create.name}: `),
      );
    }
  }
});

test("17.2.2.6: integers wrap round as in C, also bigints", () => {
  const cases: [TypeCode, number | bigint, number | bigint][] = [
    ["b", 128, -128],
    ["B", -1, 255],
    ["B", 300, 44],
    ["h", 2 ** 15, -(2 ** 15)],
    ["H", -1, 65_535],
    ["i", 2 ** 31, -(2 ** 31)],
    ["i", 2n ** 63n + 5n, 5],
    ["I", -1, 2 ** 32 - 1],
    ["I", -1n, 2 ** 32 - 1],
    ["q", 2n ** 63n, -(2n ** 63n)],
    ["q", -5, -5n],
    ["Q", -1, 2n ** 64n - 1n],
  ];
  for (const [code, value, expected] of cases) {
    assertEquals<unknown>(RawValue(code, value).value, expected, `${code} ${value}`);
    assertEquals<unknown>(RawArray(code, [value])[0], expected, `${code} ${value}`);
  }
});

test("17.2.2.6: l and L have 32 bits and refuse what does not fit", () => {
  assertEquals(Value("l", -(2 ** 31)).value, -(2 ** 31));
  assertEquals(Value("L", 2 ** 32 - 1).value, 2 ** 32 - 1);
  for (
    const [code, value] of [["l", 2 ** 31], ["l", -(2 ** 31) - 1], ["L", -1], ["L", 2n ** 32n]]
  ) {
    const error = assertThrows(() => Value(code as TypeCode, value), RangeError, `got ${value}`);
    assert(error.message.includes(code === "l" ? `"q" has 64 bits` : `"Q" has 64 bits`));
  }
});

test("17.2.2.6: f and d are rounded to what they can hold", () => {
  assertEquals(RawValue("d", 1 / 3).value, 1 / 3);
  assertEquals(RawValue("f", 1 / 3).value, Math.fround(1 / 3));
  assertEquals(RawValue("d", 10n ** 30n).value, 1e30);
  for (const value of [NaN, Infinity, -0]) assert(Object.is(RawValue("d", value).value, value));
});

test("17.2.2.6: c holds a byte, u a UTF-16 unit, as a character", () => {
  const c = Value("c", "x");
  assertEquals(c.value, "x");
  c.value = "y";
  assertEquals(c.value, "y");
  assertEquals(RawValue("c", 255).value, "\u00ff");
  assertEquals(RawValue("u", "ä").value, "ä");
  assertEquals([...RawArray("u", "ä😀")], [0xe4, 0xd83d, 0xde00]);
  assertEquals([...RawArray("c", "hello")], [104, 101, 108, 108, 111]);
});

test("17.2.2.6: a value of another type is refused, and changes nothing", () => {
  const cases: [TypeCode, unknown, typeof TypeError | typeof RangeError, string][] = [
    ["i", 1.5, TypeError, `value of type "i" must be an integer, got 1.5`],
    ["i", NaN, TypeError, "must be an integer, got NaN"],
    ["i", "5", TypeError, `must be an integer, got "5"`],
    ["i", true, TypeError, "must be an integer, got true"],
    ["q", 0.5, TypeError, `value of type "q" must be an integer, got 0.5`],
    ["d", "1", TypeError, `value of type "d" must be a number, got "1"`],
    ["d", null, TypeError, "must be a number, got null"],
    ["c", "xy", TypeError, `value of type "c" must be a character or its code, got "xy"`],
    ["c", "€", RangeError, `must be a character from 0 to 255, got "€"`],
    ["c", -1, RangeError, "must be a character from 0 to 255, got -1"],
    ["u", 65_536, RangeError, "must be a character from 0 to 65535, got 65536"],
    ["u", "😀", TypeError, "must be a character or its code"],
  ];
  for (const [code, value, Class, message] of cases) {
    const wrong = value as number;
    assertThrows(() => Value(code, wrong), Class, message);
    const held = Value(code, 1);
    const before = held.value;
    assertThrows(() => held.value = wrong as never, Class, message);
    assertEquals<unknown>(held.value, before);
    const numbers = SharedArray(code, 1);
    assertThrows(() => numbers.set(0, wrong), Class, message);
    assertEquals<unknown>(Number(numbers.at(0)), 0);
    assertThrows(() => RawArray(code, [wrong]), Class, message);
  }
});

test("17.2.2.6: the size, or the elements", () => {
  assertEquals(SharedArray("i", 3).slice(), [0, 0, 0]);
  assertEquals(SharedArray("i", 0).length, 0);
  assertEquals([...RawArray("d", new Set([1.5, 2]))], [1.5, 2]);
  assertEquals([...RawArray("q", [1n, 2])], [1n, 2n]);
  assertEquals([...RawArray("i", new Int8Array([-1]))], [-1]);
  for (const size of [-1, 1.5, NaN]) {
    assertThrows(
      () => SharedArray("i", size),
      RangeError,
      `Array: the size must be an integer >= 0`,
    );
    assertThrows(() => RawArray("i", size), RangeError, `got ${size}`);
  }
  for (const wrong of [undefined, null, 5n, {}]) {
    assertThrows(() => RawArray("i", wrong as never), TypeError, "needs a size or the elements");
  }
});

test("17.2.2.6 Value, Array: a lock of their own, a given one, or none", () => {
  for (const options of [undefined, {}, { lock: true } as const, { lock: null }]) {
    for (const object of [Value("i", 5, options), SharedArray("i", [5], options)]) {
      assertInstanceOf(object.getLock(), RLock);
      assert(object.getObj() !== undefined);
    }
  }
  const lock = new Lock();
  assertStrictEquals(Value("i", 5, { lock }).getLock(), lock);
  assertStrictEquals(SharedArray("i", 5, { lock }).getLock(), lock);
  for (
    const object of [
      Value("i", 5, { lock: false }),
      SharedArray("i", 5, { lock: false }),
      RawValue("i"),
      RawArray("i", 2),
    ]
  ) {
    assertFalse("getLock" in object);
    assertFalse("getObj" in object);
  }
  for (const wrong of ["notalock", 5, {}]) {
    const options = { lock: wrong as never };
    assertThrows(
      () => Value("i", 5, options),
      TypeError,
      "Value: lock must be true, false or a lock",
    );
    assertThrows(() => SharedArray("i", 5, options), TypeError, "Array: lock must be");
  }
});

test("17.2.2.6 Array: indexes from both ends, slices, iteration, the typed array itself", () => {
  const numbers = SharedArray("i", [10, 11, 12, 13]);
  assertEquals([numbers.at(0), numbers.at(3), numbers.at(-1), numbers.at(-4)], [10, 13, 13, 10]);
  assertEquals([numbers.at(4), numbers.at(-5), numbers.at(0.5)], [undefined, undefined, undefined]);
  numbers.set(-2, 20);
  assertEquals([...numbers], [10, 11, 20, 13]);
  assertEquals([numbers.slice(), numbers.slice(1, 3), numbers.slice(-1)], [
    [10, 11, 20, 13],
    [11, 20],
    [13],
  ]);
  for (const index of [4, -5, 0.5, NaN]) {
    assertThrows(() => numbers.set(index, 1), RangeError, `within an array of 4, got ${index}`);
  }
  const raw = numbers.getObj();
  assertEquals(raw as unknown, new Int32Array([10, 11, 20, 13]));
  raw[0] = 7;
  assertEquals(numbers.at(0), 7);
  // Nothing but the elements can be reached by it.
  assertEquals([raw.buffer.byteLength, raw.byteOffset], [16, 0]);
});

test("17.2.2.6 Array of c: value ends at the first NUL, raw is all of it", () => {
  const text = SharedArray("c", 6);
  assertInstanceOf(text, SynchronizedString);
  text.value = "hello";
  assertEquals(text.value, "hello");
  text.value = "hé";
  assertEquals(text.value, "hé");
  assertEquals(text.raw, Uint8Array.of(104, 233, 0, 108, 111, 0));
  text.raw = Uint8Array.of(97);
  assertEquals(text.value, "aé");
  text.value = "abcdef";
  assertEquals(text.value, "abcdef");
  assertThrows(() => text.value = "abcdefg", RangeError, "at most 6 characters, got 7");
  assertThrows(() => text.value = "€", RangeError, "characters of one byte, got one of code 8364");
  assertThrows(() => text.value = 5 as never, TypeError, "must be a string");
  assertThrows(() => text.raw = new Uint8Array(7), RangeError, "at most 6 bytes, got 7");
  assertEquals(text.value, "abcdef");
});

test("17.2.2.6.1 synchronized: guards what RawValue and RawArray made, once", () => {
  const lock = new Lock();
  const value = synchronized(RawValue("i", 7), lock);
  assertInstanceOf(value, Synchronized);
  assertStrictEquals(value.getLock(), lock);
  assertEquals(value.value, 7);
  assertInstanceOf(synchronized(RawArray("d", 2)), SynchronizedArray);
  assertInstanceOf(synchronized(RawArray("c", 2)), SynchronizedString);
  assertThrows(() => synchronized(value as never), RuntimeError, "object already synchronized");
  for (const wrong of [5, {}, null, new Int32Array(2)]) {
    assertThrows(
      () => synchronized(wrong as never),
      TypeError,
      "needs what RawValue or RawArray made",
    );
  }
});

test("17.2.2.6.1 synchronized: it is held as its lock is", async () => {
  const value = Value("i", 0);
  assert(value.acquireSync());
  assert(await value.acquire());
  value.release();
  value.release();
  assertThrows(() => value.release(), RuntimeError);
  {
    using _ = await value.hold();
    value.value += 1;
  }
  {
    using _ = value.holdSync();
    value.value += 1;
  }
  assertEquals(value.value, 2);
  const lock = new Lock();
  const other = Value("i", 0, { lock });
  using _ = other.holdSync();
  assert(lock.locked());
});

test("17.2.2.6.1 copy: has the same contents and memory of its own", () => {
  for (const array of [RawArray("i", [1, 2]), RawArray("c", "ab"), RawArray("d", 0)]) {
    const other = copy(array as never) as unknown as Int32Array;
    assertEquals(other as unknown, array as unknown);
    assertNotStrictEquals(other.buffer, array.buffer);
  }
  const value = RawValue("c", "x");
  const other = copy(value);
  value.value = "y";
  assertEquals(other.value, "x");
  assertThrows(() => copy(new Int32Array(2) as never), TypeError, "copy: needs what RawValue");
});

test("17.2.2.6: what is sent is shared: values, arrays, and parts of them", () => {
  const lock = new Lock();
  const array = RawArray("d", [1, 2, 3]) as Float64Array;
  const all = {
    value: Value("q", 5),
    text: SharedArray("c", "abc", { lock }),
    array,
    part: array.subarray(1),
    raw: RawValue("u", "x"),
    lock,
  };
  const back = sent(all);
  back.value.value = 6n;
  back.text.value = "xyz";
  back.array[0] = 10;
  back.part[0] = 20;
  back.raw.value = "y";
  assertEquals(all.value.value, 6n);
  assertEquals(all.text.value, "xyz");
  assertEquals([...array], [10, 20, 3]);
  assertEquals(all.raw.value, "y");
  assertStrictEquals(back.text.getLock(), lock);
  assertStrictEquals(back.value.getLock(), all.value.getLock());
  assertInstanceOf(back.text, SynchronizedString);
  assertEquals(back.part.length, 2);
  // What is not in shared memory is copied.
  const copied = sent(array.map((n) => n));
  copied[0] = 0;
  assertEquals(array[0], 10);
});

test("17.2.2.6: threads share them, too", async () => {
  const numbers = RawArray("d", [1, 2]) as Float64Array;
  await start(targets.negate, numbers).join();
  assertEquals([...numbers], [-1, -2]);
});

for (const runtime of runtimes) {
  const types: [TypeCode, number | string, unknown][] = [
    ["i", 4343, 24_234],
    ["d", 3.625, -4.25],
    ["h", -232, 234],
    ["c", "x", "y"],
    ["q", 5, 2n ** 40n],
  ];

  for (const create of [Value, RawValue]) {
    test(`17.2.2.6 ${create.name}: a process of ${runtime} assigns new values`, async () => {
      const values = types.map(([code, value]) => create(code, value));
      assertEquals(
        values.map(({ value }) => value),
        types.map(([code, value]) => code === "q" ? BigInt(value) : value) as unknown[],
      );
      const assigned = types.map(([, , value]) => value);
      await joinProcesses(startProcess(targets.assign, [values, assigned], runtime));
      assertEquals<unknown[]>(values.map(({ value }) => value), assigned);
    });
  }

  test(`17.2.2.6 Array: a process of ${runtime} changes its elements`, async () => {
    const numbers = SharedArray("i", [680, 626, 934, 821, 150, 233, 548, 982, 714, 831]);
    const expected = numbers.slice();
    for (let i = 1; i < expected.length; i++) expected[i]! += expected[i - 1]!;
    await joinProcesses(startProcess(targets.sumUp, [numbers], runtime));
    assertEquals(numbers.slice(), expected);
  });

  test(`17.2.2.6: the example of the documentation, with a process of ${runtime}`, async () => {
    const lock = new Lock();
    const n = Value("i", 7);
    const x = Value("d", 1 / 3, { lock: false });
    const s = SharedArray("c", "hello world", { lock });
    const points = SharedArray("d", [1.875, -6.25, -5.75, 2.0, 2.375, 9.5], { lock });
    await joinProcesses(startProcess(targets.modify, [n, x, s, points], runtime));
    assertEquals(n.value, 49);
    assertEquals(x.value, (1 / 3) ** 2);
    assertEquals(s.value, "HELLO WORLD");
    assertEquals(points.slice(), [3.515625, 39.0625, 33.0625, 4.0, 5.640625, 90.25]);
  });
}
