// What is moved into a shared queue, and what is refused at put.

import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { transfer } from "@weft/concurrency";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { Full, PriorityQueue, Queue, ShutDown, SimpleQueue } from "@weft/concurrency/queue";
import { outcome, shared, sharedKinds } from "./support.ts";
import * as targets from "./shared_targets.ts";

function bytes(length = 100): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).fill(7);
}

/** Sizes on both sides of what decides how bytes are copied. */
const sizes = [1, 100, 5_000, 200_000];

test("17.7 transfer(bytes) moves them: the sender's are gone, the receiver's are whole", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const there = new Queue<Uint8Array>();
  const back = new Queue<Uint8Array>();
  const running = pool.submit(targets.pass, there, back);
  for (const size of sizes) {
    for (const put of ["put", "putSync", "putNowait"] as const) {
      const moved = bytes(size);
      await there[put](transfer(moved));
      assertStrictEquals(moved.length, 0, put);
      assertEquals(await back.get(), bytes(size));
    }
  }
  there.shutdown();
  await running;
});

test("17.7 transfer of an object with a list moves what the list says, and copies the rest", () => {
  const q = shared(new Queue<unknown>());
  const [moved, copied] = [bytes(), bytes()];
  q.putNowait(transfer({ moved, copied }, [moved.buffer]));
  assertEquals([moved.length, copied.length], [0, 100]);
  assertEquals(q.getNowait(), { moved: bytes(), copied: bytes() });
});

test("17.7 a mark deep inside an item counts, once", () => {
  const q = shared(new Queue<unknown>());
  const item = { list: [bytes()] };
  transfer(item.list[0]!);
  q.putNowait(item);
  assertStrictEquals(item.list[0]!.length, 0);
  assertEquals(q.getNowait(), { list: [bytes()] });
});

/** A put that fails for another reason than its item. */
const failing: [string, string, (q: Queue<unknown>, item: unknown) => unknown][] = [
  ["Full at once", "Full", (q, item) => q.putNowait(item)],
  ["Full without block", "Full", (q, item) => q.put(item, { block: false })],
  ["Full at the timeout", "Full", (q, item) => q.put(item, { timeout: 5 })],
  ["Full at the timeout, blocking", "Full", (q, item) => q.putSync(item, { timeout: 5 })],
  ["an abort", "aborted", (q, item) => {
    const controller = new AbortController();
    const put = q.put(item, { signal: controller.signal });
    controller.abort(Object.assign(new Error(), { name: "aborted" }));
    return put;
  }],
  ["ShutDown", "ShutDown", (q, item) => {
    q.shutdown();
    return q.put(item);
  }],
  ["ShutDown while it waits", "ShutDown", (q, item) => {
    const put = q.put(item);
    q.shutdown();
    return put;
  }],
];

for (const { name, make } of sharedKinds) {
  for (const [what, error, put] of failing) {
    test(`17.7 ${name}: after ${what} what was to be moved is intact, and is moved by a second put`, async () => {
      for (const size of sizes) {
        const q = make<unknown>(1);
        q.putNowait([1]);
        const moved = bytes(size);
        const item = [2, moved];
        transfer(item, [moved.buffer]);
        assertStrictEquals(await outcome((async () => await put(q, item))()), error);
        assertEquals(moved, bytes(size));
        const second = make<unknown>();
        second.putNowait(item);
        assertStrictEquals(moved.length, 0);
        assertEquals(second.getNowait(), [2, bytes(size)]);
      }
    });
  }

  test(`17.7 ${name}: a put that waited moves when there is room, and not before`, async () => {
    const q = make<unknown>(1);
    q.putNowait([1]);
    const moved = bytes();
    const put = q.put(transfer([2, moved], [moved.buffer]));
    assertStrictEquals(moved.length, 100);
    q.getNowait();
    await put;
    assertStrictEquals(moved.length, 0);
    assertEquals(q.getNowait(), [2, bytes()]);
  });
}

test("17.7 bytes that somebody else has moved while their put waited do not hide why it failed", async () => {
  const q = shared(new Queue<unknown>(1));
  q.putNowait(1);
  const moved = bytes();
  const put = q.put(transfer(moved), { timeout: 5 });
  structuredClone(moved, { transfer: [moved.buffer] });
  await assertRejects(() => put, Full);
});

test("17.7 a port whose put fails is intact, and is moved by a second put", async () => {
  const q = shared(new Queue<unknown>(1));
  q.putNowait(1);
  const { port1, port2 } = new MessageChannel();
  const item = { port: port1 };
  transfer(item, [port1]);
  assertThrows(() => q.putNowait(item), Full);
  await assertRejects(() => q.put(item, { timeout: 5 }), Full);
  q.getNowait();
  q.putNowait(item);
  const { port } = await q.get() as typeof item;
  const answer = new Promise((resolve) => port2.onmessage = ({ data }) => resolve(data));
  port.postMessage("through");
  assertStrictEquals(await answer, "through");
  port.close();
  port2.close();
});

function detached(): Uint8Array {
  const gone = bytes();
  structuredClone(gone, { transfer: [gone.buffer] });
  return gone;
}

class Own extends Queue {}

/** Each with the path to the culprit, and a word of why. */
const refused: [string, () => unknown, string, string][] = [
  ["a Promise", () => Promise.resolve(), "item", "a Promise can't be sent"],
  ["a Promise inside", () => ({ a: [1, "b", Promise.resolve()] }), "item.a[2]", "a Promise"],
  ["a symbol", () => Symbol("s"), "item", "a symbol"],
  ["a symbol in a Map", () => [new Map([["key", Symbol("s")]])], 'item[0].get("key")', "a symbol"],
  ["a bound function", () => ({ f: (() => {}).bind(null) }), "item.f", "bound function"],
  ["a class", () => [class Unmarked {}], "item[0]", "mark it with task"],
  ["a WeakMap", () => [[new WeakMap()]], "item[0][0]", "a WeakMap"],
  ["a generator", () => [(function* () {})()], "item[0]", "can't be sent"],
  ["detached bytes", detached, "item", "transferred already"],
  ["detached bytes inside", () => ({ a: { b: detached() } }), "item.a.b", "transferred already"],
  [
    "a port without transfer()",
    () => {
      const { port1, port2 } = new MessageChannel();
      port2.close();
      return [port1];
    },
    "item[0]",
    "use transfer()",
  ],
  ["an unmarked subclass of a queue", () => [new Own()], "item[0]", "an Own"],
];

for (const [what, make, path, why] of refused) {
  test(`17.7 ${what} is refused by all forms of put, with its path, and takes no slot`, async () => {
    const q = shared(new Queue<unknown>(2));
    q.putNowait(1);
    const simple = shared(new SimpleQueue<unknown>());
    const item = make();
    const errors = [
      await assertRejects(() => q.put(item), DOMException),
      await assertRejects(() => q.put(item, { timeout: 5 }), DOMException),
      assertThrows(() => q.putSync(item), DOMException),
      assertThrows(() => q.putNowait(item), DOMException),
      await assertRejects(() => simple.put(item), DOMException),
      assertThrows(() => simple.putNowait(item), DOMException),
    ];
    for (const error of errors) {
      assertStrictEquals(error.name, "DataCloneError");
      assert(error.message.startsWith(`${path}: `), error.message);
      assertStringIncludes(error.message, why);
    }
    assertEquals([q.qsize(), q.unfinishedTasks, simple.qsize()], [1, 1, 0]);
    q.putNowait(2);
    assertEquals([q.getNowait(), q.getNowait()], [1, 2]);
    if (Array.isArray(item) && item[0] instanceof MessagePort) item[0].close();
  });
}

test("17.7 of an item that is refused nothing is moved", () => {
  const q = shared(new Queue<unknown>());
  const moved = transfer(bytes());
  assertThrows(() => q.putNowait([moved, Symbol("s")]), DOMException, "item[1]");
  assertStrictEquals(moved.length, 100);
});

test("17.7 an entry that is refused for its order is not moved, and can be put elsewhere", () => {
  const q = shared(new PriorityQueue<unknown>());
  q.putNowait(1);
  for (const size of sizes) {
    const moved = bytes(size);
    const item = transfer({ moved }, [moved.buffer]);
    assertThrows(() => q.putNowait(item), TypeError);
    assertStrictEquals(moved.length, size);
    const other = shared(new Queue<unknown>());
    other.putNowait(item);
    assertEquals([moved.length, other.getNowait()], [0, { moved: bytes(size) }]);
  }
  assertEquals([q.qsize(), q.unfinishedTasks, q.getNowait()], [1, 1, 1]);
});

test("17.7 after the shutdown even what can't be sent is refused with ShutDown", () => {
  const q = shared(new Queue<unknown>());
  q.shutdown();
  assertThrows(() => q.putNowait(Symbol("s")), ShutDown);
});

test("17.7 marks deep inside an item whose put fails are still there for the next one", async () => {
  const q = shared(new Queue<{ a: Uint8Array }>(1));
  q.putNowait({ a: bytes() });
  const moved = bytes();
  await assertRejects(() => q.put({ a: transfer(moved) }, { timeout: 5 }), Full);
  assertStrictEquals(moved.length, 100);
  q.getNowait();
  q.putNowait({ a: moved });
  assertStrictEquals(moved.length, 0);
});

test("17.7 marks beside what can't be sent are still there for the next put", () => {
  const q = shared(new Queue<unknown>());
  const [moved, detached] = [bytes(), bytes()];
  detached.buffer.transfer(0);
  assertThrows(() => q.putNowait([transfer(moved), detached]), DOMException);
  q.putNowait([moved]);
  assertStrictEquals(moved.length, 0);
});
