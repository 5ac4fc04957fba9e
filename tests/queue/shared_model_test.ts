// Random calls of queues in shared memory against a model of plain arrays, with items from nothing to 100 KB. Each queue
// begins in its thread and moves in the midst of it. SEED repeats a run.

import process from "node:process";
import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from "@weft/concurrency/queue";
import { randomSource } from "../support/random.ts";
import { type Entry, firstIn, lastIn, lowest, Model, type Order } from "./model.ts";
import { shared } from "./support.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const operations = 10_000;

type Random = (below: number) => number;
type Item = [key: number, id: number, payload: Uint8Array | string];

interface Subject {
  readonly order: Order;
  make(maxsize: number): Queue<Item> | SimpleQueue<Item>;
}

const subjects: Record<string, Subject> = {
  Queue: { order: firstIn, make: (maxsize) => new Queue(maxsize) },
  LifoQueue: { order: lastIn, make: (maxsize) => new LifoQueue(maxsize) },
  // Of entries of the same key the older one is lower, too.
  PriorityQueue: { order: lowest, make: (maxsize) => new PriorityQueue(maxsize) },
  "PriorityQueue with compare": {
    order: lowest,
    make: (maxsize) => new PriorityQueue<Item>(maxsize, { compare: ([a], [b]) => a - b }),
  },
  SimpleQueue: { order: firstIn, make: () => new SimpleQueue() },
};

for (const [name, subject] of Object.entries(subjects)) {
  test(`17.7 shared ${name}: ${operations} random calls do what they do to plain arrays`, () => {
    const random = randomSource(seed);
    for (let done = 0; done < operations;) {
      const maxsize = name === "SimpleQueue" ? 0 : [0, 0, 1, 3, 40][random(5)]!;
      done += life(subject, maxsize, random);
    }
  });
}

/** Sizes on both sides of all that is done in another way for larger items. */
function sizeFrom(random: Random): number {
  switch (random(8)) {
    case 0:
      return 0;
    case 1:
      return random(64);
    case 2:
    case 3:
      return random(2_000);
    case 4:
      return 16_300 + random(170);
    case 5:
      return random(100_000);
    default:
      return random(9_000);
  }
}

function payloadOf(size: number, id: number): Uint8Array | string {
  return id % 3 === 0
    ? String.fromCharCode(97 + id % 26).repeat(size)
    : new Uint8Array(size).fill(id);
}

/** A queue from its first call to some after its shutdown; the number of calls. */
function life({ make, order }: Subject, maxsize: number, random: Random): number {
  const queue = make(maxsize);
  const model = new Model(order, maxsize > 0 ? maxsize : Infinity);
  const sizes = new Map<number, number>();
  const calls = 300 + random(1200);
  const moving = random(100);
  const log: string[] = [];
  let putting = 50;

  const outcomeOf = (body: () => unknown): string => {
    let item: Item | undefined;
    try {
      item = body() as Item | undefined;
    } catch (error) {
      return (error as Error).name;
    }
    if (item === undefined) return "done";
    const [, id, payload] = item;
    const expected = payloadOf(sizes.get(id)!, id);
    const equal = typeof payload === "string"
      ? payload === expected
      : payload.length === expected.length && payload.every((byte) => byte === (id & 0xff));
    return equal ? `got ${id}` : `damaged ${id}`;
  };

  const call = (id: number): string => {
    const what = random(100);
    if (what < 15 && queue instanceof Queue) {
      log.push("taskDone");
      model.taskDone(id);
      return outcomeOf(() => queue.taskDone());
    }
    if (id > calls - 60 && what < 20 && queue instanceof Queue) {
      const immediate = random(3) === 0;
      log.push(`shutdown ${immediate}`);
      model.shutdown(immediate);
      model.outcomes.push({ id, what: "done" });
      return outcomeOf(() => queue.shutdown({ immediate }));
    }
    if (random(100) >= putting) {
      log.push("get");
      model.get(id, false);
      return outcomeOf(() => queue.getNowait());
    }
    const entry: Entry = { key: random(10), id };
    const size = sizeFrom(random);
    sizes.set(id, size);
    log.push(`put ${size} bytes`);
    model.put(id, entry, false);
    return outcomeOf(() => queue.putNowait([entry.key, id, payloadOf(size, id)]));
  };

  for (let id = 0; id < calls; id++) {
    if (id === moving) shared(queue);
    if (id % 64 === 0) putting = 20 + random(70);
    const outcome = call(id);
    const { entries, unfinished, closed } = model;
    const expected = [entries.length, unfinished, closed];
    assertEquals(
      [
        outcome,
        ...queue instanceof Queue
          ? [queue.qsize(), queue.unfinishedTasks, queue.isShutdown]
          : [queue.qsize(), unfinished, closed],
      ],
      [model.outcomes.splice(0)[0]!.what, ...expected],
      `seed ${seed}, maxsize ${maxsize}, call ${id}: …${log.slice(-8).join(", ")}`,
    );
  }
  while (model.entries.length > 0) {
    model.get(calls, false);
    const [got] = model.outcomes.splice(0);
    assertEquals(outcomeOf(() => queue.getNowait()), got!.what, `seed ${seed}, at the end`);
  }
  return calls;
}
