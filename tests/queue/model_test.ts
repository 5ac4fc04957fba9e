// Random calls of each queue against a model of plain arrays. SEED repeats a run.

import process from "node:process";
import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from "@weft/concurrency/queue";
import { type Entry, firstIn, lastIn, lowest, Model, type Order, type Outcome } from "./model.ts";
import { randomSource } from "../support/random.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const operations = 10_000;

/** A queue for entries, whatever it has of them. */
interface Subject {
  readonly queue: Queue<unknown> | SimpleQueue<unknown>;
  readonly order: Order;
  /** Whether an entry whose key is NaN is refused. */
  readonly refuses?: boolean;
  /** What is put for an entry, and the number of the entry it was put for. */
  readonly itemOf: (entry: Entry) => unknown;
  readonly idOf: (item: unknown) => number;
}

const asItself = {
  itemOf: (entry: Entry) => entry,
  idOf: (item: unknown) => (item as Entry).id,
};

const subjects: Record<string, (maxsize: number) => Subject> = {
  Queue: (maxsize) => ({ queue: new Queue(maxsize), order: firstIn, ...asItself }),
  LifoQueue: (maxsize) => ({ queue: new LifoQueue(maxsize), order: lastIn, ...asItself }),
  "PriorityQueue with compare": (maxsize) => ({
    queue: new PriorityQueue<unknown>(maxsize, {
      compare: (a, b) => (a as Entry).key - (b as Entry).key,
    }),
    order: lowest,
    ...asItself,
  }),
  "PriorityQueue of arrays": (maxsize) => ({
    queue: new PriorityQueue(maxsize),
    order: lowest,
    refuses: true,
    // Of entries of the same key the older one is lower, too.
    itemOf: ({ key, id }) => [key, id],
    idOf: (item) => (item as [number, number])[1],
  }),
  SimpleQueue: () => ({ queue: new SimpleQueue(), order: firstIn, ...asItself }),
};

for (const [name, make] of Object.entries(subjects)) {
  test(`17.7 ${name}: ${operations} random calls do what they do to plain arrays`, async () => {
    const random = randomSource(seed);
    for (let done = 0; done < operations;) {
      const maxsize = [0, 1, 2, 5, 40][random(5)]!;
      done += await life(make(maxsize), name === "SimpleQueue" ? 0 : maxsize, random);
    }
  });
}

/** A queue from its first call to some after its shutdown; the number of calls. */
async function life(
  { queue, order, refuses, itemOf, idOf }: Subject,
  maxsize: number,
  random: (below: number) => number,
): Promise<number> {
  const model = new Model(order, maxsize > 0 ? maxsize : Infinity);
  const outcomes: Outcome[] = [];
  const controllers = new Map<number, AbortController>();
  const calls = 200 + random(1000);
  // The queue is full and empty in turn: one of the two is called more often for a while.
  let putting = 50;
  const log: string[] = [];

  const settle = (id: number, what: unknown) => {
    outcomes.push({
      id,
      what: what instanceof Error ? what.name : what === undefined ? "done" : `got ${idOf(what)}`,
    });
  };
  const wait = (id: number, promise: Promise<unknown>) => {
    promise.then((value) => settle(id, value), (error) => settle(id, error));
  };
  const call = (id: number, body: () => unknown) => {
    try {
      settle(id, body());
    } catch (error) {
      settle(id, error);
    }
  };
  const abortable = (id: number) => {
    const controller = new AbortController();
    controllers.set(id, controller);
    return controller.signal;
  };

  const put = (id: number) => {
    const key = refuses && random(20) === 0 ? NaN : random(10);
    const entry = { key, id };
    const item = itemOf(entry);
    const way = random(7);
    log.push(`put ${way} of ${key}`);
    model.put(id, entry, way < 3, way === 6 ? "RuntimeError" : "Full");
    if (way === 0) wait(id, queue.put(item));
    else if (way === 1) wait(id, queue.put(item, { signal: abortable(id) }));
    else if (way === 2) {
      wait(id, queue.put(item, { signal: abortable(id), timeout: 3_600_000 }));
    } else if (way === 3) wait(id, queue.put(item, { timeout: 0 }));
    else if (way === 4) wait(id, queue.put(item, { block: false }));
    else if (way === 5) call(id, () => queue.putNowait(item));
    else call(id, () => queue.putSync(item));
  };
  const get = (id: number) => {
    const way = random(7);
    log.push(`get ${way}`);
    model.get(id, way < 3, way === 6 ? "RuntimeError" : "Empty");
    if (way === 0) wait(id, queue.get());
    else if (way === 1) wait(id, queue.get({ signal: abortable(id) }));
    else if (way === 2) wait(id, queue.get({ signal: abortable(id), timeout: 3_600_000 }));
    else if (way === 3) wait(id, queue.get({ timeout: 0 }));
    else if (way === 4) wait(id, queue.get({ block: false }));
    else if (way === 5) call(id, () => queue.getNowait());
    else call(id, () => queue.getSync());
  };
  const aborted = Object.assign(new Error(), { name: "aborted" });
  const abort = (id: number) => {
    log.push(`abort ${id}`);
    model.abort(id);
    controllers.get(id)!.abort(aborted);
    controllers.delete(id);
  };
  const track = (id: number, queue: Queue<unknown>) => {
    const way = random(8);
    log.push(`track ${way}`);
    if (way < 5) {
      model.taskDone(id);
      call(id, () => queue.taskDone());
    } else if (way < 7) {
      model.join(id, true);
      wait(id, queue.join({ signal: abortable(id) }));
    } else {
      model.join(id, false);
      call(id, () => queue.joinSync());
    }
  };
  const close = (immediate: boolean) => {
    log.push(`shutdown ${immediate}`);
    if (!(queue instanceof Queue)) return;
    model.shutdown(immediate);
    queue.shutdown({ immediate });
  };

  const compare = async (id: number) => {
    const where = `seed ${seed}, maxsize ${maxsize}, call ${id}: …${log.slice(-8).join(", ")}`;
    const state = (
      { size, unfinished, closed }: { size: number; unfinished: number; closed: boolean },
    ) => ({ size, unfinished, closed, empty: size === 0, full: maxsize > 0 && size >= maxsize });
    const { entries, unfinished, closed } = model;
    const expected = state({ size: entries.length, unfinished, closed });
    assertEquals(
      queue instanceof Queue
        ? {
          size: queue.qsize(),
          unfinished: queue.unfinishedTasks,
          closed: queue.isShutdown,
          empty: queue.empty(),
          full: queue.full(),
        }
        : { ...expected, size: queue.qsize(), empty: queue.empty() },
      expected,
      where,
    );
    for (let i = 0; i < 4; i++) await undefined;
    const byId = (a: Outcome, b: Outcome) => a.id - b.id;
    assertEquals(outcomes.splice(0).sort(byId), model.outcomes.splice(0).sort(byId), where);
  };

  for (let id = 0; id < calls; id++) {
    if (id % 64 === 0) putting = 20 + random(61);
    const what = random(100);
    if (what < 15 && controllers.size > 0) {
      abort([...controllers.keys()][random(controllers.size)]!);
    } else if (what < 30 && queue instanceof Queue) track(id, queue);
    else if (id > calls - 100 && what < 33) close(random(3) === 0);
    else if (random(100) < putting) put(id);
    else get(id);
    await compare(id);
  }
  close(false);
  for (const id of controllers.keys()) abort(id);
  await compare(calls);
  while (model.entries.length > 0) {
    model.get(calls, false);
    call(calls, () => queue.getNowait());
    await compare(calls);
  }
  return calls;
}
