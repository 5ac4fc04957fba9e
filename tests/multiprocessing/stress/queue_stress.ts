// Queues between processes under load, with every item counted.

import { test } from "node:test";
import { assert, assertEquals, assertLess, assertStrictEquals } from "@std/assert";
import { JoinableQueue, Queue, SimpleQueue } from "../../../multiprocessing/queues.ts";
import { type Child, groundOf, here, type RuntimeName, runtimes, start } from "../queue_support.ts";
import * as targets from "../queue_targets.ts";

const ITEMS = 200_000;

/** That each of `producers` has had its items got once, and in order by whoever got them. */
function assertOnce(consumed: readonly number[][][], producers: number, each: number): void {
  const seen = Array.from({ length: producers }, () => new Uint8Array(each));
  for (const items of consumed) {
    const last = new Array<number>(producers).fill(-1);
    for (const [who, i] of items as [number, number][]) {
      assertLess(last[who]!, i);
      last[who] = i;
      seen[who]![i]!++;
    }
  }
  for (const counts of seen) assert(counts.every((count) => count === 1));
}

async function pass(
  q: Queue | SimpleQueue,
  producers: readonly RuntimeName[],
  consumers: readonly RuntimeName[],
  later: boolean,
): Promise<void> {
  const out = new Queue<number[][]>();
  const each = ITEMS / producers.length;
  const [produce, consume] = later
    ? [targets.produceLater, targets.consumeLater]
    : [targets.produce, targets.consume];
  const eating = consumers.map((runtime) => start(runtime, consume, q, out as Queue));
  const making = producers.map((runtime, i) => start(runtime, produce, q, i, each));
  const ends = (children: Child[]) => Promise.all(children.map((child) => child.end()));
  assertEquals(await ends(making), making.map(() => 0));
  for (const _ of consumers) await q.put([-1, -1]);
  const consumed: number[][][] = [];
  for (const _ of consumers) consumed.push(await out.get());
  assertEquals(await ends(eating), eating.map(() => 0));
  assertOnce(consumed, producers.length, each);
  assert(q.empty());
}

const other = runtimes.find((name) => name !== here) ?? here;

for (const maxsize of [100, 0]) {
  const bound = maxsize === 0 ? "without a bound" : `of ${maxsize}`;
  for (
    const [names, first, second] of [
      [`${here} alone`, here, here],
      [`${here} and ${other}`, here, other],
    ] as const
  ) {
    test(
      `stress: Queue ${bound}, ${names}: ${ITEMS} items, 2 producers, 2 consumers, each once, in order`,
      {
        timeout: 60_000,
      },
      async () => {
        await pass(new Queue<unknown>(maxsize), [first, second], [first, second], false);
      },
    );
  }
}

test(
  `stress: Queue of 100, not blocking: ${ITEMS} items, 2 producers, 2 consumers, each once, in order`,
  {
    timeout: 60_000,
  },
  async () => {
    await pass(new Queue<unknown>(100), [here, other], [here, other], true);
  },
);

test(`stress: SimpleQueue, ${here} and ${other}: ${ITEMS} items, each once, in order`, {
  timeout: 60_000,
}, async () => {
  await pass(new SimpleQueue<unknown>(), [here, other], [here, other], false);
});

test("stress: Queue: 10 million items leave no growth", { timeout: 60_000 }, () => {
  const q = new Queue<number>();
  const ground = groundOf(q as Queue);
  const { byteLength } = ground;
  for (let i = 0; i < 2_500_000; i++) {
    for (let j = 0; j < 4; j++) q.putNowait(j);
    for (let j = 0; j < 4; j++) q.getNowait();
  }
  assertStrictEquals(ground.byteLength, byteLength);
});

test("stress: JoinableQueue: 20,000 items joined one by one by two children", {
  timeout: 60_000,
}, async () => {
  const [q, done] = [new JoinableQueue<number>(), new Queue<number>()];
  const children = [start(here, targets.work, q, done), start(other, targets.work, q, done)];
  for (let i = 0; i < 2_000; i++) {
    for (let j = 0; j < 10; j++) q.putSync(j);
    q.joinSync();
    for (let j = 0; j < 10; j++) done.getNowait();
  }
  for (const _ of children) q.putSync(-1);
  assertEquals(await Promise.all(children.map((child) => child.end())), [0, 0]);
  assert(done.empty());
});
