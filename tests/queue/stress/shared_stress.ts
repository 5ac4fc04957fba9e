// Queues between threads, under load, with every item counted.
import process from "node:process";
import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { Queue } from "@weft/concurrency/queue";
import * as targets from "./targets.ts";

const ITEMS = 1_000_000;

for (const [threads, maxsize] of [[2, 100], [2, 0], [4, 10], [4, 0]] as const) {
  const bound = maxsize === 0 ? "unbounded" : `of ${maxsize}`;
  test(
    `stress: ${threads} producers, ${threads} consumers, a queue ${bound}: ${ITEMS} items, each once, in each producer's order`,
    {
      timeout: 240_000,
    },
    async () => {
      await using pool = new ThreadPoolExecutor(2 * threads);
      const q = new Queue<[number, number]>(maxsize);
      const each = ITEMS / threads;
      const consumers = Array.from(
        { length: threads },
        (_, i) => pool.submit(targets.consume, q, threads, i % 2 === 0),
      );
      const producers = Array.from(
        { length: threads },
        (_, i) => pool.submit(targets.produce, q, i, each, i % 2 === 0),
      );
      for (const producer of producers) await producer;
      await q.join();
      q.shutdown();
      const tallies = await Promise.all(consumers);
      const total = (of: (tally: targets.Tally) => number[]) =>
        producers.map((_, i) => tallies.reduce((sum, tally) => sum + of(tally)[i]!, 0));
      assertEquals(total(({ counts }) => counts), producers.map(() => each));
      assertEquals(total(({ sums }) => sums), producers.map(() => each * (each - 1) / 2));
      assertEquals(tallies.map(({ disorder }) => disorder), tallies.map(() => 0));
      assertEquals([q.qsize(), q.unfinishedTasks], [0, 0]);
    },
  );
}

test(
  "stress: 40 queues shut down in the midst of the traffic: what was put was got, and nobody hangs",
  {
    timeout: 120_000,
  },
  async () => {
    await using pool = new ThreadPoolExecutor(4);
    for (let round = 0; round < 40; round++) {
      const q = new Queue<number>([0, 1, 5, 100][round % 4]);
      const producers = [true, false].map((sync) =>
        pool.submit(targets.produceUntilShutDown, q, sync)
      );
      const consumers = [true, false].map((sync) =>
        pool.submit(targets.countUntilShutDown, q, sync)
      );
      for (let i = 0; i < 20 * (round % 5); i++) {
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      q.shutdown();
      const sum = async (futures: PromiseLike<number>[]) =>
        (await Promise.all(futures)).reduce((a, b) => a + b);
      assertEquals(await sum(consumers), await sum(producers), `round ${round}`);
    }
  },
);

test("stress: 10,000,000 items through a bounded queue leave no growth of memory", {
  timeout: 300_000,
}, async () => {
  await using pool = new ThreadPoolExecutor(1);
  const q = new Queue<{ n: number }>(1_000);
  const stream = async (count: number) => {
    const taken = pool.submit(targets.take, q, count);
    for (let n = 0; n < count; n++) q.putSync({ n });
    assertEquals(await taken, count * (count - 1) / 2);
  };
  await stream(1_000_000);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 9; i++) await stream(1_000_000);
  const growth = (process.memoryUsage().rss - before) / 2 ** 20;
  assert(growth < 30, `${growth} MiB`);
});
