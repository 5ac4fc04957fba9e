// The classic exercises, blocking and asynchronous threads mixed, each with exact counts at the end.
import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { Condition, Lock, RLock, Semaphore } from "@weft/concurrency/threading";
import { join, start, startMany } from "../sync_threads.ts";
import { words } from "../thread_targets.ts";
import * as targets from "./targets.ts";

test("stress: five dining philosophers have 4,000 meals each", { timeout: 60_000 }, async () => {
  const forks = Array.from({ length: 5 }, () => new Lock());
  const uses = words(5);
  await join(...startMany(5, targets.philosopher, (i) => [forks, uses, i, 4_000]));
  assertEquals([...uses], [8_000, 8_000, 8_000, 8_000, 8_000]);
  assertEquals(forks.map((fork) => fork.locked()), Array(5).fill(false));
});

test("stress: four readers and two writers: 8,000 reads, 2,000 writes, none torn", {
  timeout: 60_000,
}, async () => {
  const [turnstile, roomEmpty] = [new RLock(), new Semaphore(1)];
  const out = words(6);
  const readers = startMany(4, targets.reader, (i) => [
    turnstile,
    roomEmpty,
    out,
    2_000,
    i % 2 === 0,
  ]);
  const writers = startMany(2, targets.writer, (i) => [roomEmpty, out, 1_000, i === 0]);
  await join(...readers, ...writers);
  assertEquals([...out], [0, 2_000, 2_000, 8_000, 0, 0]);
});

for (const sync of [true, false]) {
  const kind = sync ? "blocking" : "asynchronous";
  test(`stress: the sleeping barber, ${kind}, gives 6 customers 500 haircuts each`, {
    timeout: 60_000,
  }, async () => {
    const shop: targets.Shop = {
      out: words(3),
      mutex: new Lock(),
      customers: new Semaphore(0),
      barber: new Semaphore(0),
      finished: new Semaphore(0),
      chairs: 3,
    };
    const barber = start(targets.barber, shop, 3_000, sync);
    await join(barber, ...startMany(6, targets.customer, (i) => [shop, 500, i % 2 === 0]));
    assertEquals([shop.out[0], shop.out[1]], [0, 3_000]);
    for (const semaphore of [shop.customers, shop.barber, shop.finished]) {
      assertEquals(semaphore.acquireSync({ blocking: false }), false);
    }
  });

  test(`stress: three cigarette smokers and an agent, ${kind}: 3,000 cigarettes, a third each`, {
    timeout: 60_000,
  }, async () => {
    const cond = new Condition(new Lock());
    const [table, smoked] = [words(5), words(3)];
    const smokers = startMany(3, targets.smoker, (i) => [cond, table, i, smoked, i !== 1]);
    const free = () => table[0] === 0 && table[1] === 0 && table[2] === 0;
    for (let k = 0; k < 3_000; k++) {
      using _ = sync ? cond.holdSync() : await cond.hold();
      if (sync) cond.waitForSync(free);
      else await cond.waitFor(free);
      for (const thing of [0, 1, 2]) if (thing !== k % 3) table[thing] = 1;
      cond.notifyAll();
    }
    {
      using _ = await cond.hold();
      await cond.waitFor(free);
      table[4] = 1;
      cond.notifyAll();
    }
    await join(...smokers);
    assertEquals([...table], [0, 0, 0, 3_000, 1]);
    assertEquals([...smoked], [1_000, 1_000, 1_000]);
  });
}
