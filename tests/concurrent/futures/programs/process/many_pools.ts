// 20 pools, each used and shut down, leave no process, no zombie and no descriptor.
import { readFileSync } from "node:fs";
import process from "node:process";
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { getContext, Lock, RawArray } from "@weft/concurrency/multiprocessing";
import { descriptors, newDescriptors, startThreads } from "../../process_gates.ts";
import { count, giveBack } from "../../process_targets.ts";

const children = () => readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim();

async function usePool(how: number): Promise<void> {
  const calls = RawArray("i", 1);
  const pool = new ProcessPoolExecutor({
    maxWorkers: 1 + how % 2,
    mpContext: getContext("spawn"),
    maxTasksPerChild: how % 3 === 0 ? 9 : undefined,
  });
  const futures = Array.from({ length: 12 }, () => pool.submit(count, calls));
  futures.push(...Array.from({ length: 4 }, () => pool.submit(giveBack, new Lock()) as never));
  futures.push(pool.submit(giveBack, "x".repeat(300_000)) as never);
  if (how % 4 === 1) futures.slice(5).forEach((future) => future.cancel());
  if (how % 4 === 2) pool.killWorkers();
  await pool.shutdown({ cancelFutures: how % 4 === 3 });
}

if (import.meta.main) {
  await startThreads();
  for (let i = 0; i < 2; i++) await usePool(i);
  const before = descriptors();
  for (let i = 0; i < 20; i++) await usePool(i);
  console.log(await newDescriptors(before), JSON.stringify(children()));
}
