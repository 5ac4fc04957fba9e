import { test } from "node:test";
import { assert, assertEquals, assertFalse } from "@std/assert";
import { type Arrival, Barrier } from "../../_sync/barrier.ts";
import { stateOf, turn, until, withThreads } from "./threads.ts";

const both: [string, (parties: number) => Barrier][] = [
  ["shared words", (parties) => new Barrier(parties)],
  ["plain words", (parties) => new Barrier(parties, new Int32Array(Barrier.WORDS))],
];

const arrive = (barrier: Barrier) => barrier.arrive() as Arrival;

for (const [kind, create] of both) {
  test(`Barrier, ${kind}: the last one to arrive knows, and lets the others go with an index each`, async () => {
    const barrier = create(3);
    const [a, b] = [arrive(barrier), arrive(barrier)];
    assertEquals([a.last, b.last, barrier.waiting, barrier.parties], [false, false, 2, 3]);
    const waits = [barrier.wait(a, {}), barrier.wait(b, {})];
    const c = arrive(barrier);
    assert(c.last);
    assertEquals(await stateOf(waits[0]!), "pending");
    assert(barrier.complete(c));
    assertEquals(await Promise.all(waits), [true, true]);
    assertEquals([barrier.leave(b), barrier.leave(a)], [1, 0]);
    assertEquals([barrier.waiting, barrier.broken], [0, false]);
  });

  test(`Barrier, ${kind}: nobody arrives while the last one acts`, async () => {
    const barrier = create(2);
    const a = arrive(barrier);
    const b = arrive(barrier);
    assertEquals(barrier.arrive(), undefined);
    const newcomer = barrier.wait(undefined, {});
    await turn();
    assertEquals(await stateOf(newcomer), "pending");
    assert(barrier.complete(b));
    assertEquals(await newcomer, true);
    assertFalse(arrive(barrier).last);
    assertEquals(barrier.leave(a), 0);
  });

  test(`Barrier, ${kind}: the next round is passed while others have not left, the one after it is not`, async () => {
    const barrier = create(2);
    const a = arrive(barrier);
    barrier.complete(arrive(barrier));
    const b = arrive(barrier);
    barrier.complete(arrive(barrier));
    assertEquals(barrier.leave(b), 0);
    assertEquals(barrier.arrive(), undefined);
    const newcomer = barrier.wait(undefined, {});
    await turn();
    assertEquals(await stateOf(newcomer), "pending");
    // However late it comes, it finds that its round was passed.
    assertEquals(barrier.leave(a), 0);
    assertEquals(await newcomer, true);
    assertFalse(arrive(barrier).last);
  });

  test(`Barrier, ${kind}: one who was late to leave passes although the next round is broken`, () => {
    const barrier = create(2);
    const a = arrive(barrier);
    barrier.complete(arrive(barrier));
    const b = arrive(barrier);
    barrier.break();
    assertEquals([barrier.leave(a), barrier.leave(b)], [0, undefined]);
  });

  test(`Barrier, ${kind}: a newcomer who has not come yet keeps nobody from leaving`, async () => {
    const barrier = create(2);
    const a = arrive(barrier);
    const b = arrive(barrier);
    const newcomer = barrier.wait(undefined, {});
    barrier.complete(b);
    // The newcomer is told only now, and two others have been faster.
    const c = arrive(barrier);
    const wait = barrier.wait(c, { timeout: 5_000 });
    barrier.complete(arrive(barrier));
    assertEquals(await wait, true);
    assertEquals([barrier.leave(c), barrier.leave(a)], [0, 0]);
    assertEquals(await newcomer, true);
  });

  test(`Barrier, ${kind}: break ends the round for all, until reset`, async () => {
    const barrier = create(3);
    const a = arrive(barrier);
    const wait = barrier.wait(a, {});
    assert(barrier.break());
    assertEquals(await wait, true);
    assertEquals(barrier.leave(a), undefined);
    assert(barrier.broken);
    assertEquals(barrier.arrive(), "broken");
    assertEquals(barrier.waiting, 0);
    barrier.reset();
    assertFalse(barrier.broken);
    assertFalse(arrive(barrier).last);
    assertEquals(barrier.waiting, 1);
  });

  test(`Barrier, ${kind}: break of a round that has ended changes nothing`, () => {
    const barrier = create(2);
    const a = arrive(barrier);
    const b = arrive(barrier);
    barrier.complete(b);
    assertFalse(barrier.break(a));
    assertFalse(barrier.broken);
    assertEquals(barrier.leave(a), 0);
  });

  test(`Barrier, ${kind}: a round that was broken or reset can't be completed`, () => {
    for (const end of ["break", "reset"] as const) {
      const barrier = create(2);
      const a = arrive(barrier);
      const b = arrive(barrier);
      barrier[end]();
      assertFalse(barrier.complete(b));
      assertEquals(barrier.leave(a), undefined);
    }
  });

  test(`Barrier, ${kind}: a place that is given up is there for another one`, async () => {
    const barrier = create(2);
    const a = arrive(barrier);
    const controller = new AbortController();
    const wait = barrier.wait(a, { signal: controller.signal });
    controller.abort("enough");
    assertEquals(await wait.catch((reason) => reason), "enough");
    assert(barrier.giveUp(a));
    assertEquals(barrier.waiting, 0);
    const b = arrive(barrier);
    assertFalse(b.last);
    barrier.complete(arrive(barrier));
    assertFalse(barrier.giveUp(b));
    assertEquals(barrier.leave(b), 0);
  });

  test(`Barrier, ${kind}: a wait ends at its timeout, and leaves the line`, async () => {
    const barrier = create(2);
    const a = arrive(barrier);
    const began = performance.now();
    assertEquals(await barrier.wait(a, { timeout: 20 }), false);
    assert(performance.now() - began >= 20);
    // Both lines are empty.
    assertEquals([11, 13].map((at) => barrier.words[at]), [0, 0]);
  });
}

test("Barrier: waitSync is false at its deadline, and true at once when the round is over", () => {
  const barrier = new Barrier(2);
  const a = arrive(barrier);
  assertFalse(barrier.waitSync(a, performance.now() + 10));
  const b = arrive(barrier);
  barrier.complete(b);
  assert(barrier.waitSync(a, Infinity));
  // The round after the next needs the place of this one.
  barrier.complete([arrive(barrier), arrive(barrier)][1]!);
  assertFalse(barrier.waitSync(undefined, performance.now() + 10));
  barrier.leave(a);
  assert(barrier.waitSync(undefined, Infinity));
  assertEquals(barrier.words[10], 0);
});

test("Barrier: another thread's block ends with the round", async () => {
  await withThreads(1, async (thread) => {
    const barrier = new Barrier(2);
    const index = thread.run("barrierWaitSync", barrier.words);
    await until(() => barrier.waiting === 1);
    const last = arrive(barrier);
    assert(last.last);
    assert(barrier.complete(last));
    assertEquals(await index, 0);
    const again = thread.run("barrierWait", barrier.words);
    await until(() => barrier.waiting === 1);
    barrier.break();
    assertEquals(await again, undefined);
  });
});
