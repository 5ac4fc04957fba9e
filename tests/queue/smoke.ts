import { PriorityQueue, Queue } from "@weft/concurrency/queue";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { Lock } from "@weft/concurrency/threading";
import * as targets from "./smoke_targets.ts";
if (import.meta.main) {
  await using pool = new ThreadPoolExecutor(2);
  const q = new Queue<unknown>(3), out = new Queue<unknown>();
  q.putNowait("before");
  const f = pool.submit(targets.consume, q, out);
  for (
    const x of [
      1,
      undefined,
      "x",
      { a: [1, new Map([[1, 2]])] },
      new Uint8Array(100000).fill(3),
      new Error("boo", { cause: 3 }),
    ]
  ) q.putSync(x);
  for (let i = 0; i < 7; i++) console.log(out.getSync());
  const lock = new Lock();
  q.putSync(lock);
  console.log(((await out.get()) as any).got === lock);
  const sab = new SharedArrayBuffer(8);
  q.putSync(new Int32Array(sab));
  console.log(((await out.get()) as any).got);
  const { port1, port2 } = new MessageChannel();
  const { transfer } = await import("@weft/concurrency");
  q.putSync(transfer(port1));
  const got = (await out.get()) as any;
  console.log(got);
  q.putSync(null);
  console.log(await f);
}
