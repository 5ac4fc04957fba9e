import { test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import {
  type ShareableItem,
  ShareableList,
  SharedMemory,
} from "@weft/concurrency/multiprocessing/shared_memory";
import { roundTrip } from "../_transfer/round_trip.ts";
import { randomSource } from "../support/random.ts";
import { hasPython, names, outputOf, own, python } from "./shared_memory_support.ts";
import * as targets from "./shared_memory_targets.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Runs `body` with a list of these items, which is gone then. */
async function withList<T>(
  items: Iterable<T & ShareableItem>,
  body: (list: ShareableList<T>) => unknown,
): Promise<void> {
  const list = new ShareableList(items);
  try {
    await body(list);
  } finally {
    list.shm.close();
    list.shm.unlink();
  }
}

const ITEMS: ShareableItem[] = ["howdy", bytes("HoWdY"), -273.154, 100, null, true, 42];

test("17.2 ShareableList: has the items it was made of", () =>
  withList(ITEMS, (list) => {
    assertEquals(list.length, 7);
    assertEquals([...list], ITEMS);
    assertEquals([list.at(0), list.at(-2), list.at(-7)], ["howdy", true, "howdy"]);
    assertEquals(list.format, "8s8sdqxxxxxx?xxxxxxxx?q");
    assertEquals([list.index(100), list.count(42), list.count("42")], [3, 1, 0]);
    assertThrows(() => list.index("100"), RangeError, "100 is not in the list");
  }));

test("17.2 ShareableList: an index that is none is refused, to read and to write", () =>
  withList(ITEMS, (list) => {
    for (const index of [7, -8, Infinity, 1e300]) {
      const error = Number.isInteger(index) ? RangeError : TypeError;
      assertThrows(() => list.at(index), error, "index");
      assertThrows(() => list.set(index, "another"), error, "index");
    }
    assertThrows(() => list.at("0" as never), TypeError, "index must be an integer, got 0");
  }));

test("17.2 ShareableList: items are replaced by others of any type", () =>
  withList(ITEMS, (list) => {
    list.set(3, 42);
    list.set(4, "some");
    assertEquals([list.at(3), list.at(4), list.count(42)], [42, "some", 2]);
    assertEquals(list.format, "8s8sdq8sxxxxxxx?q");
    for (const item of ["é", 2.5, bytes("ab"), null, false, 7, ""]) {
      for (let i = 0; i < list.length; i++) list.set(i, item);
      assertEquals([...list], new Array(7).fill(item));
    }
  }));

test("17.2 ShareableList: what does not fit changes nothing", () =>
  withList(ITEMS, (list) => {
    const message = "exceeds available storage";
    for (const item of ["far too many", "ééééa", bytes("123456789")]) {
      assertThrows(() => list.set(4, item), RangeError, message);
    }
    assertEquals([...list], ITEMS);
    list.set(4, "éééé");
    assertEquals([list.at(4), list.at(5)], ["éééé", true]);
  }));

test("17.2 ShareableList: a text has room for a byte more than it was made with, up to the next eight", () =>
  withList(["12345678", "1234567", "ééééé"], (list) => {
    assertEquals(list.format, "16s8s16s");
    list.set(0, "1234567890123456");
    list.set(1, "12345678");
    assertEquals([...list], ["1234567890123456", "12345678", "ééééé"]);
  }));

test("17.2 ShareableList: ints are numbers where they are safe, else bigints", () => {
  const max = Number.MAX_SAFE_INTEGER;
  const items = [max, -max, 2n ** 63n - 1n, -(2n ** 63n), 5n, -0, 2 ** 53, Infinity, NaN];
  return withList(items, (list) => {
    assertEquals(list.format, "qqqqqdddd");
    assertEquals([...list], [
      max,
      -max,
      2n ** 63n - 1n,
      -(2n ** 63n),
      5,
      -0,
      2 ** 53,
      Infinity,
      NaN,
    ]);
    assert(Object.is(list.at(5), -0));
    assertEquals([list.index(5), list.index(5n), list.count(NaN)], [4, 4, 0]);
    assertThrows(() => list.set(0, 2n ** 63n), RangeError, "64 bits");
    assertEquals(list.at(0), max);
  });
});

test("17.2 ShareableList: other items are refused", () => {
  for (const item of [{}, Symbol(), () => 1, [1]]) {
    assertThrows(() => new ShareableList([1, item as never]), TypeError, "item 1 must be");
  }
  assertThrows(() => new ShareableList(["\ud800"]), RangeError, "lone surrogate");
  assertThrows(() => new ShareableList(["x".repeat(1e7)]), RangeError, "smaller than ten mega");
  assertThrows(() => new ShareableList([2n ** 64n]), RangeError, "64 bits");
});

test("17.2 ShareableList: zeros at the end of texts and bytes are lost, a byte order mark is not", () =>
  withList<ShareableItem>(["a\0\0", new Uint8Array([1, 0, 2, 0]), "\ufeffa", "\0"], (list) => {
    assertEquals([...list], ["a", new Uint8Array([1, 0, 2]), "\ufeffa", ""]);
  }));

test("17.2 ShareableList: what it gives is the reader's own", () =>
  withList([bytes("abc")], (list) => {
    list.at(0)[0] = 0;
    assertEquals(list.at(0), bytes("abc"));
    assertEquals([list.count(bytes("abc")), list.count(bytes("abcd"))], [1, 0]);
  }));

test("17.2 ShareableList: a copy is another list, a handle by name the same one", () =>
  withList(ITEMS, (list) =>
    withList(list, (copy) => {
      const same = new ShareableList(null, { name: list.shm.name });
      same.set(-1, 880);
      assertEquals([list.at(-1), copy.at(-1), same.length], [880, 42, 7]);
      assert(list.shm.name !== copy.shm.name);
      assertEquals(
        String(new ShareableList(undefined, { name: copy.shm.name }).format),
        copy.format,
      );
      same.shm.close();
      assertThrows(() => same.at(0), RangeError, "is closed");
    })));

test("17.2 ShareableList: can be empty", () =>
  withList([], (list) => {
    assertEquals([list.length, list.format, list.count(4)], [0, "", 0]);
    assertEquals([...list], []);
    assertThrows(() => list.index(null), RangeError);
    assertEquals(String(list), `ShareableList(, name=${list.shm.name})`);
  }));

test("17.2 ShareableList: a name can be given, and memory without a list is refused", () => {
  const name = `test_list_${own}_${Math.random()}`;
  const list = new ShareableList([1], { name });
  assertEquals(list.shm.name, name);
  list.shm.unlink();
  for (const size of [4, 8, 100]) {
    using memory = new SharedMemory({ create: true, size });
    memory.buf.fill(255);
    const options = { name: memory.name };
    assertThrows(() => new ShareableList(null, options), RangeError, "no list in the memory");
    memory.unlink();
  }
});

test("17.2 ShareableList: crosses to threads, and not when it is gone", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const list = new ShareableList([1, 2.5, 3]);
  assertEquals(await pool.submit(targets.double, list), true);
  assertEquals([...list], [2, 5, 6]);
  const copy: ShareableList = roundTrip(list);
  assertEquals([copy.shm.name, copy.at(1)], [list.shm.name, 5]);
  list.shm.close();
  list.shm.unlink();
  const error = assertThrows(() => roundTrip(list), Error) as Error & { code: string };
  assertEquals(error.code, "ENOENT");
});

for (const other of names) {
  test(`17.2 ShareableList: ${own} and ${other} have the same list`, () =>
    withList(["spam", 1.5, 7, null, true, "0123456789"], async (list) => {
      const seen = await outputOf(other, "list", list.shm.name);
      assertEquals(JSON.parse(seen), ["spam", 1.5, 7, null, true, "0123456789"]);
      assertEquals(list.at(-1), "from afar");
    }));
}

test(
  "17.2 ShareableList: Python reads and writes ours",
  { skip: !hasPython },
  () =>
    withList(ITEMS, async (list) => {
      const script = `
l = ShareableList(name=sys.argv[1])
print(list(l), l.format)
l[0] = "Python"
l[3] = 2.0
l[4] = 2 ** 62
l[5] = None
l.shm.close()
`;
      const seen = "['howdy', b'HoWdY', -273.154, 100, None, True, 42] 8s8sdqxxxxxx?xxxxxxxx?q";
      assertEquals(await python(script, list.shm.name), seen);
      assertEquals([...list], ["Python", bytes("HoWdY"), -273.154, 2, 2n ** 62n, null, 42]);
    }),
);

test("17.2 ShareableList: is byte for byte what Python makes", { skip: !hasPython }, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const next = randomSource(seed);
  const makers: (() => unknown)[] = [
    () => next(1000) - 500,
    () => next(1000) / 7 + 0.01,
    () => next(2) === 0,
    () => null,
    // Without characters of several bytes: Python makes the slot by their number.
    () => "spam and eggs and ham".slice(0, next(22)),
  ];
  const lists = Array.from({ length: 20 }, () => {
    return Array.from({ length: next(9) }, () => makers[next(makers.length)]!() as ShareableItem);
  });
  const script = `
for items in json.loads(sys.argv[1]):
    l = ShareableList(items)
    print(bytes(l.shm.buf).hex())
    l.shm.close()
    l.shm.unlink()
`;
  const expected = (await python(script, JSON.stringify(lists))).split("\n");
  for (const [i, items] of lists.entries()) {
    await withList(items, (list) => {
      const hex = [...list.shm.buf].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      assertEquals(hex, expected[i], `seed ${seed}: ${JSON.stringify(items)}`);
    });
  }
});
