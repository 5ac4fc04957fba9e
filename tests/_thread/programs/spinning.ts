import { allocateLock, type LockType, startNewThread, task } from "@weft/concurrency/_thread";

export const spin = task(
  import.meta,
  (flag: Int32Array, done: InstanceType<typeof LockType>) => {
    for (let i = 0; i < 1e9; i++) if (Atomics.load(flag, 0) === 0) break;
    if (Atomics.load(flag, 0) === 0) console.log("stopped");
    done.release();
  },
);

if (import.meta.main) {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  flag[0] = 1;
  const done = allocateLock();
  done.acquireSync();
  startNewThread(spin, [flag, done]);
  setTimeout(() => Atomics.store(flag, 0, 0), 50);
  await done.acquire();
}
