// Processes that are killed in the midst of using a queue: others lose nothing but what they had taken, and nobody hangs.
import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertLess,
  assertLessOrEqual,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Empty } from "@weft/concurrency/queue";
import { JoinableQueue, Queue } from "../../multiprocessing/queues.ts";
import { groundOf, here, kill, runtimes, start } from "./queue_support.ts";
import * as targets from "./queue_targets.ts";
import { randomSource } from "../support/random.ts";

const MEGA = 2 ** 20;

/** It still does all that a queue does, in order, for items of all sizes. */
function assertSound(q: Queue): void {
  const size = q.qsize();
  const rest = Array.from({ length: size }, () => q.getSync({ timeout: 5_000 }));
  assertThrows(() => q.getNowait(), Empty);
  for (const item of rest) q.putSync(item);
  for (let i = 0; i < 5; i++) q.putSync([i, "x".repeat(20_000 * i)]);
  for (const item of rest) assertEquals(q.getSync(), item);
  for (let i = 0; i < 5; i++) assertEquals(q.getSync(), [i, "x".repeat(20_000 * i)]);
  assertStrictEquals(q.qsize(), 0);
}

function takeIfAny(q: Queue): unknown {
  try {
    return q.getNowait();
  } catch (error) {
    if (error instanceof Empty) return undefined;
    throw error;
  }
}

for (const runtime of runtimes) {
  const way = `${here} and ${runtime}`;

  for (const [size, length] of [["small", 10], ["large", 50_000]] as const) {
    const item = "p".repeat(length);

    test(`17.2.2.2 Queue, ${way}: a producer killed at any step of putting a ${size} item`, async () => {
      for (let step = 1, survived = false; !survived; step++) {
        assertLess(step, 60);
        const q = new Queue<unknown>();
        q.putSync("before");
        const code = await start(runtime, targets.dieInPut, q, item, step).end();
        survived = code === 0;
        q.putSync("after");
        assertStrictEquals(q.getSync({ timeout: 5_000 }), "before", `step ${step}`);
        const next = await q.get({ timeout: 5_000 });
        if (next === item) assertStrictEquals(q.getSync({ timeout: 5_000 }), "after");
        else assertEquals([next, survived], ["after", false], `step ${step}`);
        assertSound(q);
      }
    });

    test(`17.2.2.2 Queue, ${way}: a consumer killed at any step of getting a ${size} item`, async () => {
      for (let step = 1, survived = false; !survived; step++) {
        assertLess(step, 60);
        const q = new JoinableQueue<unknown>();
        q.putSync(item);
        q.putSync("next");
        const code = await start(runtime, targets.dieInGet, q, step).end();
        survived = code === 0;
        const first = await q.get({ timeout: 5_000 });
        if (first === item) assertStrictEquals(survived, false);
        else assertStrictEquals(first, "next", `step ${step}`);
        if (first === item) assertStrictEquals(q.getSync({ timeout: 5_000 }), "next");
        assertSound(q);
        for (let i = 0; i < 7; i++) q.taskDone();
        await q.join();
      }
    });
  }

  test(
    `17.2.2.2 Queue, ${way}: who waits gets the item of a producer that was killed before it could wake it`,
    {
      timeout: 60_000,
    },
    async () => {
      const [q, out] = [new Queue<unknown>(), new Queue<[number, number]>()];
      const blocked = start(here, targets.consumeForever, q, out);
      for (let step = 1, survived = false; !survived; step++) {
        const own = new Queue<unknown>();
        const waiting = own.get();
        survived = await start(runtime, targets.dieInPut, own, "item", step).end() === 0;
        // Where it was killed too early, nothing was put.
        if (own.qsize() === 0) own.putSync("later");
        assert(["item", "later"].includes(await waiting as string), `step ${step}`);
        survived &&= await start(runtime, targets.dieInPut, q, [1, step], step).end() === 0;
        if (q.qsize() === 0) q.putSync([2, step]);
        let told: [number, number];
        do told = out.getSync({ timeout: 5_000 }); while (told[1] < step);
        assertStrictEquals(told[1], step);
      }
      await kill(blocked);
    },
  );

  test(`17.2.2.2 Queue, ${way}: a consumer that is killed takes with it the one item it had taken`, async () => {
    const [q, told] = [new Queue<number>(), new Queue<unknown>()];
    const child = start(runtime, targets.takeOneAndHang, q, told);
    for (const item of [1]) q.putSync(item);
    assertStrictEquals(await told.get(), 1);
    await kill(child);
    for (const item of [2, 3]) q.putSync(item);
    assertEquals([q.getSync(), await q.get(), q.qsize()], [2, 3, 0]);
  });
}

test(
  "17.2.2.2 Queue: consumers and producers killed at random: what is told is told once, in order",
  { timeout: 60_000 },
  async () => {
    const seed = Date.now() % 2 ** 31;
    const random = randomSource(seed);
    const [q, out] = [new Queue<unknown>(), new Queue<[number, number]>()];
    const next: number[] = [];
    let lost = 0;
    for (let round = 0; round < 6; round++) {
      const producer = next.push(0) - 1;
      const children = [
        start(here, targets.produceForever, q, producer, random(2) === 0 ? 10 : 20_000),
        start(here, targets.consumeForever, q, out),
      ];
      // What is told decides when, and the order of the two is random, too.
      const enough = 200 + random(2_000);
      const take = ([who, i]: [number, number]) => {
        assertLessOrEqual(next[who]!, i, `seed ${seed}: ${who} ${i}`);
        lost += i - next[who]!;
        next[who] = i + 1;
      };
      for (let i = 0; i < enough; i++) take(out.getSync({ timeout: 10_000 }));
      if (random(2) === 0) children.reverse();
      for (const child of children) await kill(child);
      while (!out.empty()) take(out.getSync());
      // What nobody has taken is whole.
      while (!q.empty()) take((q.getSync() as [number, number]).slice(0, 2) as [number, number]);
    }
    assertLessOrEqual(lost, next.length, `seed ${seed}`);
    assertSound(q);
    assertLess(groundOf(q).byteLength, 2_000 * MEGA);
    assert(out.empty());
  },
);

test("17.2.2.2 Queue: those who are killed while they have large items leave no memory taken", async () => {
  const q = new Queue<unknown>();
  const large = "l".repeat(MEGA);
  let taken = 0;
  for (let step = 1, survived = false; !survived; step++) {
    for (let round = 0; round < 3; round++) {
      q.putSync(large);
      survived = await start(here, targets.dieInGet, q, step).end() === 0;
      if (q.empty()) taken++;
      // Otherwise it may have been about to take it.
      else if (takeIfAny(q) === undefined) taken++;
    }
  }
  assertLess(10, taken);
  assertLess(groundOf(q).byteLength, 10 * MEGA);
  assertSound(q);
});
