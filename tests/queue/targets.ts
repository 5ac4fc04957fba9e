// What the threads of the tests do.

import { Queue } from "@weft/concurrency/queue";
import { task } from "@weft/concurrency";

export const ignore = task(import.meta, (_: unknown) => {});

/** A queue of its own, and its items. */
export const useOwn = task(import.meta, async (count: number): Promise<number[]> => {
  const q = new Queue<number>(2);
  const producer = (async () => {
    for (let i = 0; i < count; i++) await q.put(i);
    q.shutdown();
  })();
  const items: number[] = [];
  for await (const item of q) items.push(item);
  await producer;
  return items;
});

export const fail = task(import.meta, (how: "Empty" | "Full" | "ShutDown") => {
  const q = new Queue<number>(1);
  if (how === "Empty") q.getNowait();
  q.putNowait(1);
  if (how === "Full") q.putNowait(2);
  q.shutdown();
  q.putNowait(3);
});
