// What queues take, and give back.

import { test } from "node:test";
import { assert, assertEquals, assertLess, assertStrictEquals, assertThrows } from "@std/assert";
import { Queue } from "../../multiprocessing/queues.ts";
import { runProgram } from "../support/run.ts";
import { groundOf, here, runtimes, start } from "./queue_support.ts";
import * as targets from "./queue_targets.ts";

const MEGA = 2 ** 20;

test("17.2.2.2 Queue: of 8,000 queues that nobody has any more few are still mapped", {
  timeout: 60_000,
}, async () => {
  const program = new URL("./programs/queues_reclaimed.ts", import.meta.url);
  const { code, stdout, stderr } = await runProgram(program, [], 50_000);
  assertStrictEquals(code, 0, stderr);
  assertLess(Number(stdout), 4_000);
});

test("17.2.2.2 Queue: it starts small, grows to hold what is put, and what was got makes room", () => {
  const q = new Queue<unknown>();
  const ground = groundOf(q);
  assertLess(ground.byteLength, MEGA);
  for (let i = 0; i < 40; i++) q.putSync([i, new Uint8Array(MEGA).fill(i)]);
  const { byteLength } = ground;
  assertLess(40 * MEGA, byteLength);
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 40; i++) {
      const [number, bytes] = q.getSync() as [number, Uint8Array];
      assertEquals([number, bytes.length, bytes[0], bytes.at(-1)], [i, MEGA, i, i]);
      q.putSync([i, bytes]);
    }
  }
  assertStrictEquals(ground.byteLength, byteLength);
});

for (const runtime of runtimes) {
  test(`17.2.2.2 Queue, ${here} and ${runtime}: what one makes it grow to the other one sees`, async () => {
    const [there, back] = [new Queue<unknown>(), new Queue<unknown>()];
    const child = start(runtime, targets.echo, there, back, 40);
    for (let i = 0; i < 40; i++) there.putSync(new Uint8Array(50_000 * i).fill(i));
    for (let i = 0; i < 40; i++) {
      const bytes = back.getSync() as Uint8Array;
      assertStrictEquals(bytes.length, 50_000 * i);
      assert(bytes.every((byte) => byte === i));
    }
    assertStrictEquals(await child.end(), 0);
  });
}

test("17.2.2.2 Queue: an item for which there is no memory is a clear RangeError", () => {
  const q = new Queue<unknown>();
  const ground = groundOf(q);
  Object.defineProperty(ground, "maxByteLength", { value: 8 * MEGA });
  const item = "z".repeat(3 * MEGA);
  q.putSync(item);
  q.putSync(item);
  assertThrows(() => q.putSync(item), RangeError, "does not fit into the shared queue");
  assertEquals([q.getSync() === item, q.qsize()], [true, 1]);
  q.putSync(item);
  q.putSync("small");
  assertEquals([q.getSync() === item, q.getSync() === item, q.getSync()], [true, true, "small"]);
});
