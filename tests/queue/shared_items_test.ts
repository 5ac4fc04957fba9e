// What goes through a queue to another thread, and back through another one.

import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { transfer } from "@weft/concurrency";
import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from "@weft/concurrency/queue";
import { Condition, Event, Lock, Semaphore } from "@weft/concurrency/threading";
import { ways, withThread } from "./echo.ts";
import { Late } from "./shared_late_class.ts";
import { Later } from "./shared_later_class.ts";
import * as targets from "./shared_targets.ts";

const values: [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["booleans", [true, false]],
  ["numbers", [0, 1, -1, 1.5, 2 ** 31, -(2 ** 31), 2 ** 53, 1e300, Infinity, -Infinity]],
  ["NaN", NaN],
  ["-0", -0],
  ["NaN and -0 deep inside", { a: [NaN, -0] }],
  ["bigints", [0n, -1n, 2n ** 63n, -(2n ** 200n)]],
  ["strings", ["", "text", "é", "日本", "😀", "\0"]],
  ["a string with lone surrogates", "a\ud800b\udc00"],
  ["lone surrogates deep inside", [{ "\udfff": "\ud83d" }]],
  ["a long string", "long ".repeat(100_000)],
  ["plain objects", { a: 1, b: { c: [{}, []] }, "": "empty", __proto__: null }],
  ["members that are undefined", { a: undefined, b: [undefined, null] }],
  // deno-lint-ignore no-sparse-arrays
  ["an array with holes", [1, , 3, ,]],
  ["a date", new Date(1e12)],
  ["a regular expression", /a(b)+/giu],
  ["a Map and a Set", new Map<unknown, unknown>([[{ key: 1 }, new Set([1, "a", [2]])], [2, null]])],
  ["typed arrays", [new Uint8Array([1, 2]), new Float64Array([-0, 1e-9]), new BigInt64Array(3)]],
  ["an ArrayBuffer", new Uint8Array([1, 2, 3]).buffer],
  ["a DataView", new DataView(new Uint8Array([1, 2, 3]).buffer, 1, 1)],
  ["an object of everything", { a: [new Map([[1n, new Date(5)]])], b: new Uint16Array([7]) }],
];

for (const way of ways) {
  const { title } = way;

  test(`17.7 ${title}: an echo of every kind of data is equal to it`, async () => {
    await withThread(way, way.echo, async (send) => {
      for (const [what, value] of values) {
        const back = await send(value);
        assertEquals(back, value, what);
        if (typeof value !== "object") assert(Object.is(back, value), what);
      }
      const invalid = await send(new Date(NaN)) as Date;
      assertInstanceOf(invalid, Date);
      assertEquals(invalid.getTime(), NaN);
    });
  });

  test(`17.7 ${title}: cycles, and what is there twice, keep their form`, async () => {
    await withThread(way, way.echo, async (send) => {
      const map = new Map<unknown, unknown>();
      const set = new Set<unknown>([map]);
      map.set("self", map).set(set, set);
      const list: unknown[] = [map, set];
      list.push(list, { list });
      const back = await send(list) as [Map<unknown, unknown>, Set<unknown>, unknown, unknown];
      assertStrictEquals(back[2], back);
      assertStrictEquals((back[3] as { list: unknown }).list, back);
      assertStrictEquals(back[0].get("self"), back[0]);
      assertStrictEquals(back[0].get(back[1]), back[1]);
      assert(back[1].has(back[0]));
      assertNotStrictEquals(back[0], map);
    });
  });

  test(`17.7 ${title}: typed arrays over one buffer still share it`, async () => {
    await withThread(way, way.echo, async (send) => {
      const buffer = new ArrayBuffer(16);
      const item = [new Uint8Array(buffer), new Uint16Array(buffer, 4, 2), buffer];
      const [bytes, words, whole] = await send(item) as [Uint8Array, Uint16Array, ArrayBuffer];
      assertStrictEquals(bytes.buffer, whole);
      assertStrictEquals(words.buffer, whole);
      assertEquals([words.byteOffset, words.length], [4, 2]);
      bytes[4] = 9;
      assertStrictEquals(words[0]! & 0xff, 9);
      assertStrictEquals(new Uint8Array(buffer)[4], 0);
    });
  });

  test(`17.7 ${title}: what was got stays as it is, whatever is got afterwards`, async () => {
    await withThread(way, way.echo, async (send) => {
      const got: Uint8Array[] = [];
      for (let i = 1; i <= 5; i++) got.push(await send(new Uint8Array(100).fill(i)) as Uint8Array);
      got.forEach((bytes, i) => assertEquals(bytes, new Uint8Array(100).fill(i + 1)));
    });
  });

  test(`17.7 ${title}: errors arrive whole: class, message, properties, cause, members`, async () => {
    await withThread(way, way.echo, async (send) => {
      const cause = Object.assign(new TypeError("why"), { code: "E_WHY", at: new Date(3) });
      const error = await send(new targets.Failure("what", { cause })) as targets.Failure;
      assertInstanceOf(error, targets.Failure);
      assertEquals([error.name, error.message, error.code], ["Failure", "what", "E_FAILURE"]);
      assertInstanceOf(error.cause, TypeError);
      const { message, code, at } = error.cause as typeof cause;
      assertEquals([message, code, at], ["why", "E_WHY", new Date(3)]);
      const { errors } = await send(new AggregateError([cause, 5], "many")) as AggregateError;
      assertInstanceOf(errors[0], TypeError);
      assertStrictEquals(errors[1], 5);
      const clone = await send(new DOMException("no", "AbortError")) as DOMException;
      assertInstanceOf(clone, DOMException);
      assertEquals([clone.name, clone.message], ["AbortError", "no"]);
    });
  });

  test(`17.7 ${title}: a task comes back as the same function, one without mark as its source`, async () => {
    await withThread(way, way.echo, async (send) => {
      const [same, deep] = await send([targets.double, { f: targets.double }]) as [
        typeof targets.double,
        { f: unknown },
      ];
      assertStrictEquals(same, targets.double);
      assertStrictEquals(deep.f, targets.double);
      const triple = await send((n: number) => 3 * n) as (n: number) => number;
      assertStrictEquals(triple(4), 12);
    });
  });

  test(`17.7 ${title}: an instance of a marked class is one again`, async () => {
    await withThread(way, way.echo, async (send) => {
      const jobs = await send([new targets.Job(1, "one"), new targets.Job(2, "two")]) as [
        targets.Job,
        targets.Job,
      ];
      for (const job of jobs) assertInstanceOf(job, targets.Job);
      assertEquals(jobs.map((job) => job.title()), ["one (1)", "two (2)"]);
    });
  });

  test(`17.7 ${title}: the thread that gets an instance need not have loaded its class`, async () => {
    const Class = way.title === "blocking" ? Late : Later;
    await withThread(way, way.name, async (send) => {
      assertStrictEquals(await send(new Class("arrival")), `${Class.name.toLowerCase()} arrival`);
    });
  });

  test(`17.7 ${title}: locks and their like come back as the very object`, async () => {
    await withThread(way, way.echo, async (send) => {
      for (const item of [new Lock(), new Event(), new Semaphore(3), new Condition()]) {
        assertStrictEquals(await send(item), item);
        const deep = await send({ list: [item], map: new Map([["it", item]]) }) as {
          list: unknown[];
          map: Map<string, unknown>;
        };
        assertStrictEquals(deep.list[0], item);
        assertStrictEquals(deep.map.get("it"), item);
      }
    });
  });

  test(`17.7 ${title}: queues of all kinds come back as the very object, and hold what they held`, async () => {
    await withThread(way, way.echo, async (send) => {
      for (const Class of [Queue, LifoQueue, PriorityQueue, SimpleQueue]) {
        const q = new Class<number>();
        await q.put(1);
        assertStrictEquals(await send(q), q);
        const [same, deep] = await send([q, { q }]) as [unknown, { q: unknown }];
        assertStrictEquals(same, q);
        assertStrictEquals(deep.q, q);
        assertEquals([q.qsize(), await q.get()], [1, 1]);
      }
    });
  });

  test(`17.7 ${title}: a queue that holds itself gives itself`, async () => {
    await withThread(way, way.echo, async (send) => {
      const q = new Queue<unknown>();
      q.putNowait(q);
      q.putNowait({ q });
      assertStrictEquals(await send(q), q);
      assertStrictEquals(await way.get(q), q);
      assertStrictEquals((await way.get(q) as { q: unknown }).q, q);
    });
  });

  test(`17.7 ${title}: SharedArrayBuffers are the same memory, with what goes along`, async () => {
    await withThread(way, way.echo, async (send) => {
      const shared = new SharedArrayBuffer(16);
      const back = await send({ shared, view: new Int32Array(shared, 4, 2), text: "along" }) as {
        shared: SharedArrayBuffer;
        view: Int32Array;
        text: string;
      };
      assertEquals([back.view.length, back.view.byteOffset, back.text], [2, 4, "along"]);
      new Int32Array(shared)[1] = 7;
      assertEquals([back.view[0], new Int32Array(back.shared)[1]], [7, 7]);
      const alone = await send(shared) as SharedArrayBuffer;
      new Int32Array(alone)[0] = 5;
      assertStrictEquals(new Int32Array(shared)[0], 5);
    });
  });

  test(`17.7 ${title}: a MessagePort is moved, and can be used there and when it is back`, async () => {
    await withThread(way, way.greet, async (send) => {
      const { port1, port2 } = new MessageChannel();
      const messages: unknown[] = [];
      const third = new Promise<void>((resolve) => {
        port2.onmessage = ({ data }) => {
          if (messages.push(data) === 2) resolve();
        };
      });
      const back = await send(transfer(port1)) as MessagePort;
      back.postMessage("back again");
      await third;
      assertEquals(messages, ["hello", "back again"]);
      back.close();
      port2.close();
    });
  });

  test(`17.7 ${title}: a Blob arrives with its type and its bytes`, async () => {
    await withThread(way, way.echo, async (send) => {
      const original = new Blob(["some", "text"], { type: "text/plain" });
      const blob = await send(original) as Blob;
      assertInstanceOf(blob, Blob);
      assertEquals([blob.type, blob.size, await blob.text()], [original.type, 8, "sometext"]);
    });
  });

  test(`17.7 ${title}: an item of 50 MB`, async () => {
    await withThread(way, way.echo, async (send) => {
      const bytes = new Uint8Array(50_000_000);
      for (let i = 0; i < bytes.length; i += 4096) bytes[i] = i >> 12;
      const back = await send({ bytes }) as { bytes: Uint8Array };
      assertStrictEquals(back.bytes.length, bytes.length);
      for (let i = 0; i < bytes.length; i += 4096) {
        if (back.bytes[i] !== bytes[i]) throw new Error(`byte ${i}`);
      }
    });
  });
}

test("17.7 what a function of source text needs from around it is named when it is called", async () => {
  await withThread(ways[0]!, ways[0]!.echo, async (send) => {
    const around = Math.random();
    const fn = await send(() => around) as () => number;
    assertThrows(fn, Error, "around");
  });
});
