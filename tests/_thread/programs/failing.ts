import { allocateLock, startNewThread } from "@weft/concurrency/_thread";
import { fail } from "../targets.ts";

if (import.meta.main) {
  const done = allocateLock();
  done.acquireSync();
  startNewThread(fail, [done]);
  await done.acquire();
  // The report is written by the thread itself, right after the release.
  await new Promise((resolve) => setTimeout(resolve, 100));
  console.log("main goes on");
}
