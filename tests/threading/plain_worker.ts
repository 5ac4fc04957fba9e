// A worker that the user made: gets primitives by plain postMessage, and sends them back.
import { rehydrate } from "@weft/concurrency/threading";
import type { All } from "./shared_targets.ts";

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent) => void;
  postMessage(message: unknown): void;
};

let before: All | undefined;

scope.onmessage = async ({ data }) => {
  const all = rehydrate<All>(data);
  const same = before === undefined ? undefined : all.lock === before.lock;
  before = all;
  // Asynchronously for what is held on the other side, blocking for the rest.
  await all.lock.acquire();
  all.semaphore.acquireSync();
  all.bounded.acquireSync();
  all.condition.acquireSync();
  all.condition.notify();
  all.condition.release();
  all.rlock.acquireSync();
  all.rlock.release();
  const index = await all.barrier.wait();
  scope.postMessage({ all, same, index });
  all.event.set();
};
