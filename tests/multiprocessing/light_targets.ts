// Of a module that imports nothing but task().
import { task } from "@weft/concurrency";
import type { Connection } from "../../multiprocessing/connection.ts";
import type { Lock } from "../../multiprocessing/locks.ts";
import type { Queue } from "../../multiprocessing/queues.ts";

export const useAll = task(
  import.meta,
  async (queue: Queue<string>, lock: Lock, connection: Connection) => {
    const text = await queue.get();
    using _ = lock.holdSync();
    await connection.send(`${text} ${lock.locked()}`);
  },
);
