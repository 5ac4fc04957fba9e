// Items with descriptors: connections, queues.
import { test } from "node:test";
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { RuntimeError } from "../../_runtime/errors.ts";
import type { Connection } from "../../multiprocessing/connection.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { Queue } from "../../multiprocessing/queues.ts";
import { openDescriptors } from "./descriptors.ts";
import { here, runtimes, start } from "./queue_support.ts";
import * as targets from "./queue_targets.ts";

for (const runtime of runtimes) {
  const way = `${here} and ${runtime}`;

  test(`17.2.2.2 Queue, ${way}: connections arrive with the items that they are in, among others`, async () => {
    const q = new Queue<[number, Connection]>();
    const mine: Connection[] = [];
    for (let i = 0; i < 20; i++) {
      const [a, b] = Pipe();
      mine.push(a);
      q.putSync([i, b]);
      b.close();
    }
    const children = [0, 1].map(() => start(runtime, targets.answer, q, 10));
    for (const [i, connection] of mine.entries()) {
      assertStrictEquals(connection.recvSync(), `answer ${i}`);
      connection.close();
    }
    assertEquals(await Promise.all(children.map((child) => child.end())), [0, 0]);
  });

  for (const when of ["before", "after"] as const) {
    test(`17.2.2.2 Queue, ${way}: a producer that dies ${when} it has sent descriptors mixes none up`, async () => {
      const q = new Queue<[number, Connection]>();
      const [lost, other] = Pipe();
      const child = start(runtime, targets.dieAtDescriptors, q, [0, other], when);
      other.close();
      assertStrictEquals(await child.end(), -9);
      const [a, b] = Pipe();
      q.putSync([1, b]);
      b.close();
      const [number, got] = q.getSync();
      got.sendSync("right");
      assertEquals([number, a.recvSync()], [1, "right"]);
      // Its other end is nowhere any more.
      assertStrictEquals(lost.pollSync({ timeout: 5_000 }), true);
      got.close();
      a.close();
      lost.close();
    });
  }

  test(`17.2.2.2 Queue, ${way}: a consumer that dies before it has received descriptors leaves the others theirs`, async () => {
    const q = new Queue<[number, Connection]>();
    const pairs = [0, 1].map(() => Pipe());
    for (const [i, [, b]] of pairs.entries()) q.putSync([i, b]);
    for (const [, b] of pairs) b.close();
    assertStrictEquals(await start(runtime, targets.dieBeforeDescriptors, q).end(), -9);
    const [number, got] = q.getSync();
    got.sendSync("right");
    assertEquals([number, pairs[1]![0].recvSync()], [1, "right"]);
    got.close();
    for (const [a] of pairs) a.close();
  });
}

test("17.2.2.2 Queue: descriptors that were got, refused or lost stay open nowhere", () => {
  const q = new Queue<unknown>(1);
  const [a, b] = Pipe();
  const round = () => {
    q.putSync([b]);
    assertThrows(() => q.putNowait([a]), Error, "full");
    (q.getSync() as [Connection])[0].close();
    assertThrows(() => q.putSync([a, Symbol("s")]), DOMException, "item[1]");
  };
  round();
  const before = openDescriptors();
  for (let i = 0; i < 50; i++) round();
  assertStrictEquals(openDescriptors(), before);
  a.close();
  b.close();
});

test("17.2.2.2 Queue.put: more descriptors than fit are a clear error; the queue goes on", () => {
  const q = new Queue<unknown>();
  const [a, b] = Pipe();
  let count = 0;
  const fill = () => {
    for (;; count++) q.putSync([count, b]);
  };
  const error = assertThrows(fill, RuntimeError, "descriptors");
  assertStrictEquals(q.qsize(), count, String(error));
  q.putSync("no descriptor");
  const before = openDescriptors();
  for (let i = 0; i < count; i++) {
    const [number, connection] = q.getSync() as [number, Connection];
    assertStrictEquals(number, i);
    connection.close();
  }
  assertStrictEquals(q.getSync(), "no descriptor");
  assertStrictEquals(openDescriptors(), before);
  q.putSync([0, b]);
  (q.getSync() as [number, Connection])[1].close();
  a.close();
  b.close();
});
