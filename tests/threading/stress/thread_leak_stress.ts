import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import process from "node:process";
import { activeCount, Thread } from "@weft/concurrency/threading";
import * as targets from "../thread_targets.ts";
import { words } from "../thread_targets.ts";

const mebibyte = 1 << 20;
const threads = 500;

async function startAndJoin(at: number, out: Int32Array): Promise<void> {
  for (let done = 0; done < threads; done += at) {
    const some = Array.from({ length: at }, () => new Thread({ target: targets.add, args: [out] }));
    for (const thread of some) thread.start();
    for (const thread of some) await thread.join();
  }
}

/** After the garbage has gone, as far as the runtime lets go of it. */
async function residentMemory(): Promise<number> {
  const collect = (globalThis as { Bun?: { gc(force: boolean): void } }).Bun?.gc;
  collect?.(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return process.memoryUsage.rss();
}

test("17.1.2 Thread: 500 threads started and joined leave memory as it was, ± 20 MB", async () => {
  const out = words();
  // The first ones fill the runtime's caches and the supply of idle workers.
  await startAndJoin(5, out);
  const before = await residentMemory();
  await startAndJoin(5, out);
  const after = await residentMemory();
  assertEquals(out[0], 2 * threads);
  assertEquals(activeCount(), 1);
  const growth = (after - before) / mebibyte;
  assert(growth < 20, `grew by ${growth.toFixed(1)} MB`);
});

test("17.1.2 Thread: 100 threads alive at once", { timeout: 120_000 }, async () => {
  const out = words();
  await startAndJoin(100, out);
  assertEquals(out[0], threads);
  assertEquals(activeCount(), 1);
});
