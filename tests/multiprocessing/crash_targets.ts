// Families of processes of which somebody is killed.

import { runtime } from "../../_runtime/mod.ts";
import { task } from "../../_transfer/task.ts";
import type { Connection } from "../../multiprocessing/connection.ts";
import { currentProcess } from "../../multiprocessing/current.ts";
import { Process } from "../../multiprocessing/process.ts";
import { setStartMethod } from "../../multiprocessing/start_method.ts";
import { Thread } from "../../threading/thread.ts";

/** Tells its pid, starts `depth` generations more, and blocks, or waits. */
export const family = task(
  import.meta,
  async (end: Connection, depth: number, blocks: boolean): Promise<void> => {
    end.sendSync(currentProcess().pid);
    if (depth > 0) {
      new Process({ target: family, args: [end, depth - 1, blocks] }).start();
      new Process({ target: family, args: [end, 0, blocks], daemon: true }).start();
    }
    for (;;) {
      if (blocks) runtime().sleepSync(1000);
      else await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  },
);

/** Starts its child in another thread. */
export const threadFamily = task(import.meta, async (end: Connection) => {
  end.sendSync(currentProcess().pid);
  const thread = new Thread({ target: startFamily, args: [end] });
  thread.start();
  await thread.join();
  await new Promise(() => setInterval(() => {}, 1000));
});

const startFamily = task(import.meta, (end: Connection) => {
  new Process({ target: family, args: [end, 0, true] }).start();
});

/** Has spares that wait. */
export const spareFamily = task(import.meta, async (end: Connection) => {
  setStartMethod("forkserver", { force: true });
  end.sendSync(currentProcess().pid);
  await new Promise((resolve) => setTimeout(resolve, 300));
  end.sendSync("spares");
  await new Promise(() => setInterval(() => {}, 1000));
});
