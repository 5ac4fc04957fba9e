// A thread that sends back what is sent to it, by queues.

import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { Queue } from "@weft/concurrency/queue";
import * as targets from "./shared_targets.ts";

/** A way to use queues: in both threads blocking, or in both asynchronously. */
export interface Way {
  readonly title: string;
  readonly echo: typeof targets.echo;
  readonly greet: typeof targets.greet;
  readonly name: typeof targets.title;
  put<T>(q: Queue<T>, item: T): unknown;
  get<T>(q: Queue<T>): T | Promise<T>;
}

export const ways: readonly Way[] = [
  {
    title: "blocking",
    echo: targets.echoSync as never,
    greet: targets.greetSync as never,
    name: targets.titleSync as never,
    put: (q, item) => q.putSync(item),
    get: (q) => q.getSync({ timeout: 15_000 }),
  },
  {
    title: "asynchronous",
    echo: targets.echo,
    greet: targets.greet,
    name: targets.title,
    put: (q, item) => q.put(item),
    get: (q) => q.get({ timeout: 15_000 }),
  },
];

/** Runs `body` with a thread that answers to what is sent. */
export async function withThread(
  way: Way,
  target: typeof targets.echo,
  body: (send: (item: unknown) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await using pool = new ThreadPoolExecutor(1);
  const there = new Queue();
  const back = new Queue();
  const running = pool.submit(target, there, back);
  try {
    await body(async (item) => {
      await way.put(there, item);
      return await way.get(back);
    });
  } finally {
    there.shutdown();
    await running;
  }
}
