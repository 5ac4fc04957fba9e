// Child processes for the tests of queues: of this runtime by Process, of the other one by a program.

import { processes } from "../../_runtime/processes/mod.ts";
import { Process } from "../../multiprocessing/process.ts";
import type { Queue } from "../../multiprocessing/queues.ts";
import type { MappedGround } from "../../multiprocessing/queues/ground.ts";
import type { ProcessLife } from "../../multiprocessing/queues/life.ts";
import { lifeIn } from "../../multiprocessing/queues/queue.ts";
import { connect, here, type RuntimeName } from "./connected.ts";
import * as targets from "./queue_targets.ts";

export { here, type RuntimeName, runtimes } from "./connected.ts";

export interface Child {
  readonly pid: number;
  /** Resolves to the exit code when it has ended, or was killed for taking too long. */
  end(): Promise<number>;
}

/** A child on that runtime that calls a function of queue_targets.ts. */
export function start<A extends unknown[]>(
  runtime: RuntimeName,
  target: (...args: A) => unknown,
  ...args: A
): Child {
  if (runtime === here) {
    const child = new Process({ target, args });
    child.start();
    return {
      pid: child.pid!,
      async end() {
        await child.join({ timeout: 15_000 });
        if (child.isAlive()) child.kill();
        await child.join();
        const { exitcode } = child;
        child.close();
        return exitcode!;
      },
    };
  }
  const [name] = Object.entries<unknown>(targets).find(([, value]) => value === target)!;
  const child = connect(runtime, "queue_target.ts");
  child.connection.sendSync([name, args]);
  return child;
}

/** Kills a child, and waits until it is gone. */
export async function kill(child: Child): Promise<void> {
  processes().libc()!.kill(child.pid, 9);
  const code = await child.end();
  if (code !== -9) throw new Error(`the child had ended with ${code} before`);
}

/** The memory of a queue. */
export function groundOf(q: Queue): MappedGround {
  return (lifeIn(q) as ProcessLife<unknown>).ground;
}
