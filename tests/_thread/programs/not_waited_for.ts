import { allocateLock, type LockType, startNewThread, task } from "@weft/concurrency/_thread";

export const sleep = task(import.meta, async (begun: InstanceType<typeof LockType>) => {
  begun.release();
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  console.log("too late");
});

if (import.meta.main) {
  const begun = allocateLock();
  begun.acquireSync();
  startNewThread(sleep, [begun]);
  await begun.acquire();
  console.log("end of main");
}
