import process from "node:process";
import { Event, Lock, RLock, task, Thread } from "@weft/concurrency/threading";

// Holds the lock, signals the process, and frees the lock a while later.
export const holdAndSignal = task(
  import.meta,
  async (lock: Lock | RLock, held: Event, signals: number) => {
    lock.acquireSync();
    held.set();
    for (let i = 0; i < signals; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      process.kill(process.pid, "SIGUSR1");
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    lock.release();
  },
);

if (import.meta.main) {
  let seen = 0;
  process.on("SIGUSR1", () => seen++);
  for (const lock of [new Lock(), new RLock()]) {
    const held = new Event();
    const thread = new Thread({ target: holdAndSignal, args: [lock, held, 5] });
    thread.start();
    await held.wait();
    const start = performance.now();
    const early = await lock.acquire({ timeout: 50 });
    const waited = performance.now() - start;
    console.log(early, waited >= 49 && waited < 2000);
    console.log(await lock.acquire(), seen > 0);
    seen = 0;
    lock.release();
    await thread.join();
  }
}
