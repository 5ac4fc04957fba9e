// Random calls of a PriorityQueue in shared memory against sorted arrays. SEED repeats a run.

import process from "node:process";
import { test } from "node:test";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { PriorityQueue } from "@weft/concurrency/queue";
import { compareEntries } from "../../queue/order.ts";
import { randomSource } from "../support/random.ts";
import { drain, shared } from "./support.ts";
import { byRank, Job } from "./shared_targets.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Behind all that do not come after it. */
function insert<T>(sorted: T[], entry: T, compare: (a: T, b: T) => number): void {
  const behind = sorted.findIndex((other) => compare(other, entry) > 0);
  sorted.splice(behind < 0 ? sorted.length : behind, 0, entry);
}

/** Random entries of one kind each, few of them different. */
const sources: [string, (random: (below: number) => number, id: number) => unknown][] = [
  ["numbers", (random) => [-1.5, -0, 0, 1, 2, 3e9, Infinity][random(7)]],
  ["numbers, bigints and booleans", (random) => [-1, 0n, false, 0.5, true, 1n, 2, 3n][random(8)]],
  ["strings", (random) => "abc".slice(random(3)) + "é".repeat(random(3))],
  ["dates", (random) => new Date(random(20))],
  ["arrays of a number and a name", (random, id) => [random(5), `name ${id % 7}`]],
  ["arrays of different lengths", (random) => [random(3), random(3), random(3)].slice(random(4))],
  ["arrays of all kinds", (random) => {
    return [random(2), [0n, 1n, true][random(3)], [new Date(random(2)), "ab".slice(random(2))]];
  }],
];

for (const [what, make] of sources) {
  test(`17.7 shared PriorityQueue: 5,000 random calls with ${what} do what they do to a sorted array`, () => {
    const random = randomSource(seed);
    const q = shared(new PriorityQueue<unknown>());
    const sorted: unknown[] = [];
    let putting = 50;
    for (let id = 0; id < 5_000; id++) {
      if (id % 200 === 0) putting = 20 + random(61);
      const where = `seed ${seed}, call ${id}`;
      if (random(100) < putting || sorted.length === 0) {
        const entry = make(random, id);
        insert(sorted, entry, compareEntries);
        q.putNowait(entry);
      } else assertEquals(q.getNowait(), sorted.shift(), where);
      if (q.qsize() !== sorted.length) throw new Error(`${where}: a size of ${q.qsize()}`);
    }
    assertEquals(drain(q), sorted, `seed ${seed}`);
  });
}

test("17.7 shared PriorityQueue: 5,000 random calls with compare do what they do to a sorted array, ties included", () => {
  const random = randomSource(seed);
  const q = shared(new PriorityQueue<Job>(0, { compare: byRank }));
  const sorted: Job[] = [];
  for (let id = 0; id < 5_000; id++) {
    const where = `seed ${seed}, call ${id}`;
    if (random(100) < 52 || sorted.length === 0) {
      const job = new Job(random(20), `${id}`);
      insert(sorted, job, byRank);
      q.putNowait(job);
    } else assertStrictEquals(q.getNowait().name, sorted.shift()!.name, where);
  }
  assertEquals(drain(q).map(({ name }) => name), sorted.map(({ name }) => name), `seed ${seed}`);
});
