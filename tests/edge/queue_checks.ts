// Queues and the scheduler need one thread only.
import { type Check, type Class, equal, exported, notSupported } from "./support.ts";

interface QueueLike {
  put(item: unknown, options?: object): Promise<void>;
  putNowait(item: unknown): void;
  get(options?: object): Promise<unknown>;
  getNowait(): unknown;
  getSync(options?: object): unknown;
  qsize(): number;
  taskDone(): void;
  join(): Promise<void>;
  shutdown(): void;
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
}

const name = "./queue";

export const queueChecks: Readonly<Record<string, Check>> = {
  "queue: a producer and a consumer wait for each other": async (modules) => {
    const Queue = exported<Class<QueueLike>>(modules, name, "Queue");
    const q = new Queue(2);
    const items: unknown[] = [];
    const consumer = (async () => {
      for await (const item of q) {
        items.push(item);
        q.taskDone();
      }
    })();
    for (let i = 0; i < 20; i++) await q.put(i);
    await q.join();
    q.shutdown();
    await consumer;
    equal(items.join(), Array.from({ length: 20 }, (_, i) => i).join());
  },
  "queue: LifoQueue and PriorityQueue keep their orders": (modules) => {
    for (const [kind, order] of [["LifoQueue", "2,3,1"], ["PriorityQueue", "1,2,3"]] as const) {
      const Kind = exported<Class<QueueLike>>(modules, name, kind);
      const q = new Kind();
      for (const item of [1, 3, 2]) q.putNowait(item);
      equal([q.getNowait(), q.getNowait(), q.getNowait()].join(), order);
    }
  },
  "queue: SimpleQueue resolves who waits, and a timeout is kept": async (modules) => {
    const SimpleQueue = exported<Class<QueueLike>>(modules, name, "SimpleQueue");
    const q = new SimpleQueue();
    const item = q.get();
    q.putNowait("item");
    equal(await item, "item");
    equal(await q.get({ timeout: 5 }).catch((error: Error) => error.name), "Empty");
  },
  "queue: a blocking get takes what is there, and can't wait": async (modules) => {
    const Queue = exported<Class<QueueLike>>(modules, name, "Queue");
    const q = new Queue();
    q.putNowait(1);
    equal(q.getSync(), 1);
    await notSupported(modules, name, () => q.getSync({ timeout: 5 }));
  },
};
