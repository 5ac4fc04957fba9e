// The memory of shared queues: it grows with what they hold, is used again, and has an end.

import { test } from "node:test";
import {
  assertEquals,
  assertLess,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { pack } from "../../_transfer/pack.ts";
import { LifoQueue, PriorityQueue, Queue } from "@weft/concurrency/queue";
import { drain, shared, sharedKinds } from "./support.ts";

/** What is sent in place of a queue has its memory. */
function memoryOf(q: object): SharedArrayBuffer {
  const [{ data }] = pack(q, "queue").parts as [{ data: { memory: SharedArrayBuffer } }];
  return data.memory;
}

const MEGA = 2 ** 20;

for (const { name, make } of sharedKinds) {
  test(`17.7 ${name}: without a bound it grows to hold what is put`, () => {
    const q = make<unknown>();
    const small = memoryOf(q).byteLength;
    for (let i = 0; i < 2_000; i++) q.putNowait([i, new Uint8Array(5_000).fill(i)]);
    assertLess(small, 10_000_000);
    assertLess(10_000_000, memoryOf(q).byteLength);
    const items = drain(q) as [number, Uint8Array][];
    assertEquals(
      items.map(([i]) => i).sort((a, b) => a - b),
      Array.from({ length: 2_000 }, (_, i) => i),
    );
    for (const [i, bytes] of items) assertStrictEquals(bytes[4_999], i & 0xff);
  });

  test(`17.7 ${name}: what has been taken, refused or dropped makes room for what comes`, async () => {
    const q = make<unknown>(8);
    for (let i = 0; i < 1_000; i++) {
      for (let j = 0; j < 4; j++) {
        q.putNowait([j, new Uint8Array(1 + (i * 131 + j * 9_973) % 40_000)]);
      }
      assertThrows(() => q.putNowait([5, Symbol("s")]), DOMException);
      for (let j = 0; j < 4; j++) q.getNowait();
    }
    for (let i = 0; i < 50; i++) {
      for (let j = 0; j < 8; j++) q.putNowait([j, new Uint8Array(20_000)]);
      assertThrows(() => q.putNowait([9, new Uint8Array(20_000)]), Error, "full");
      await q.put([9, new Uint8Array(20_000)], { timeout: 1 }).catch(() => {});
      drain(q);
    }
    assertLess(memoryOf(q).byteLength, 2 * MEGA);
  });
}

test("17.7 shared PriorityQueue: entries that are refused for their order leave no memory taken", () => {
  const q = shared(new PriorityQueue<unknown>());
  q.putNowait(1);
  for (let i = 0; i < 1_000; i++) {
    for (const size of [10, 10_000, 40_000]) {
      assertThrows(() => q.putNowait({ bytes: new Uint8Array(size) }), TypeError);
    }
  }
  assertLess(memoryOf(q).byteLength, MEGA);
});

/** Runs `body` where address space is short. */
function withLittle<T>(body: () => T): T {
  const Original = globalThis.SharedArrayBuffer;
  globalThis.SharedArrayBuffer = new Proxy(Original, {
    construct(target, args, newTarget) {
      const [, options] = args as [number, { maxByteLength?: number }?];
      if ((options?.maxByteLength ?? 0) > 2 ** 25) throw new RangeError("no address space");
      return Reflect.construct(
        target,
        args,
        newTarget === globalThis.SharedArrayBuffer ? target : newTarget,
      );
    },
  });
  try {
    return body();
  } finally {
    globalThis.SharedArrayBuffer = Original;
  }
}

for (const Class of [Queue, LifoQueue, PriorityQueue]) {
  test(`17.7 shared ${Class.name}: at the end of memory put is a clear RangeError, and nothing is lost`, async () => {
    const q = withLittle(() => shared(new Class<[number, Uint8Array]>()));
    const item = (i: number): [number, Uint8Array] => [i, new Uint8Array(MEGA).fill(i)];
    let count = 0;
    const fill = () => {
      for (;;) {
        q.putNowait(item(count));
        count++;
      }
    };
    assertThrows(fill, RangeError, "does not fit into the shared queue");
    assertLess(10, count);
    await assertRejects(() => q.put(item(count)), RangeError, "maxsize");
    assertThrows(() => q.putSync(item(count)), RangeError, `holds ${count} items`);
    assertEquals([q.qsize(), q.unfinishedTasks], [count, count]);
    const first = q.getNowait();
    q.putNowait(item(first[0]));
    const numbers = drain(q).map(([i, bytes]) => {
      assertEquals([bytes.length, bytes[0], bytes[MEGA - 1]], [MEGA, i, i]);
      return i;
    });
    assertEquals(numbers.sort((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
    // All of it is one piece again.
    q.putNowait([1, new Uint8Array(12 * MEGA)]);
    assertStrictEquals(q.getNowait()[1].length, 12 * MEGA);
  });
}
