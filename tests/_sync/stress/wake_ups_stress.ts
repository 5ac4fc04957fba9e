import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { Condition } from "../../../_sync/condition.ts";
import { EventCount } from "../../../_sync/eventcount.ts";
import { Mutex } from "../../../_sync/mutex.ts";
import { createWords } from "../../../_sync/words.ts";
import { withThreads } from "../threads.ts";

const modes = {
  blocking: ["sync", "sync", "sync"],
  asynchronous: ["async", "async", "async"],
  "blocking and asynchronous": ["sync", "async", "sync"],
} as const;

for (const [kind, [first, second, third]] of Object.entries(modes)) {
  test(`EventCount: 80,000 items reach three consumers, ${kind}, without a lost wake-up`, async () => {
    await withThreads(5, async (p, q, a, b, c) => {
      const { words } = new EventCount();
      const cell = createWords(2);
      const [x, y, z] = await Promise.all([
        a.run("eventcountConsume", words, cell, 80_000, first),
        b.run("eventcountConsume", words, cell, 80_000, second),
        c.run("eventcountConsume", words, cell, 80_000, third),
        p.run("eventcountProduce", words, cell, 40_000, 2),
        q.run("eventcountProduce", words, cell, 40_000, 2),
      ]);
      assertEquals(x + y + z, 80_000);
      assertEquals([...cell], [0, 80_000]);
      assertEquals([...words.subarray(2, 4)], [0, 0]);
    });
  });

  test(`Condition: 80,000 items reach three consumers, ${kind}, without a lost wake-up`, async () => {
    await withThreads(5, async (p, q, a, b, c) => {
      const mutex = new Mutex();
      const condition = new Condition(mutex);
      const args = [mutex.words, condition.words, createWords(2)] as const;
      const [x, y, z] = await Promise.all([
        a.run("conditionConsume", ...args, 80_000, first),
        b.run("conditionConsume", ...args, 80_000, second),
        c.run("conditionConsume", ...args, 80_000, third),
        p.run("conditionProduce", ...args, 40_000, 2),
        q.run("conditionProduce", ...args, 40_000, 2),
      ]);
      assertEquals(x + y + z, 80_000);
      assertEquals([...args[2]], [0, 80_000]);
      assertEquals(condition.waiters, 0);
    });
  });
}

// Nobody else can make up for a wake-up that one of these two misses.
for (const mode of ["sync", "async"] as const) {
  test(`EventCount: one producer and one consumer pass 20,000 items one by one, ${mode}`, async () => {
    await withThreads(2, async (producer, consumer) => {
      const { words } = new EventCount();
      const cell = createWords(2);
      await Promise.all([
        consumer.run("eventcountConsume", words, cell, 20_000, mode),
        producer.run("eventcountProduce", words, cell, 20_000, 1),
      ]);
      assertEquals([...cell], [0, 20_000]);
    });
  });

  test(`Condition: one producer and one consumer pass 20,000 items one by one, ${mode}`, async () => {
    await withThreads(2, async (producer, consumer) => {
      const mutex = new Mutex();
      const condition = new Condition(mutex);
      const args = [mutex.words, condition.words, createWords(2)] as const;
      await Promise.all([
        consumer.run("conditionConsume", ...args, 20_000, mode),
        producer.run("conditionProduce", ...args, 20_000, 1),
      ]);
      assertEquals([...args[2]], [0, 20_000]);
    });
  });
}
