import { task } from "@weft/concurrency";
import type { Queue } from "@weft/concurrency/queue";
export const consume = task(import.meta, (q: Queue<unknown>, out: Queue<unknown>) => {
  for (;;) {
    const item = q.getSync();
    if (item === null) break;
    out.putSync({ got: item });
  }
  return "ended";
});
