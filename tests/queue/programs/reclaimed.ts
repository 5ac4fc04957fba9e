// Makes many shared queues, each with a mebibyte in it, and says how much memory that has taken in the end.
import process from "node:process";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { Queue } from "@weft/concurrency/queue";
import { ignore } from "../targets.ts";

if (import.meta.main) {
  const bytes = new Uint8Array(1 << 20).fill(1);
  await using pool = new ThreadPoolExecutor(1);
  const round = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const q = new Queue<Uint8Array>();
      q.putNowait(bytes);
      await pool.submit(ignore, q);
    }
  };
  await round(100);
  const before = process.memoryUsage().rss;
  await round(Number(process.argv[2]));
  console.log(Math.round((process.memoryUsage().rss - before) / 2 ** 20));
}
