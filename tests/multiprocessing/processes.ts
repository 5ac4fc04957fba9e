// Child processes for the tests of what processes share: of this runtime by Process, of the other one by a program.
import { processes } from "../../_runtime/processes/mod.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import { Process } from "../../multiprocessing/process.ts";
import { connect, here, type RuntimeName, runtimes } from "./connected.ts";
import * as targets from "./synchronize_targets.ts";

export { here, type RuntimeName, runtimes };

export interface Child {
  readonly pid: number;
  /** Resolves to the exit code when it has ended. */
  end(): Promise<number>;
}

/** A child that calls a function of synchronize_targets.ts, on this runtime unless another one is named. */
export function startProcess<A extends unknown[]>(
  target: (...args: A) => unknown,
  args: A,
  runtime: RuntimeName = here,
): Child {
  if (runtime === here) {
    const child = new Process({ target: target as AnyFunction, args });
    child.start();
    return {
      pid: child.pid!,
      async end() {
        await child.join({ timeout: 20_000 });
        if (child.isAlive()) child.kill();
        await child.join();
        return child.exitcode!;
      },
    };
  }
  const name = Object.entries<unknown>(targets).find(([, value]) => value === target)![0];
  const child = connect(runtime, "target.ts");
  child.connection.sendSync([name, args]);
  return child;
}

/** Waits for all of them; an error unless all have ended by themselves, and well. */
export async function joinProcesses(...children: Child[]): Promise<void> {
  const codes = await Promise.all(children.map((child) => child.end()));
  if (codes.some((code) => code !== 0)) throw new Error(`children ended with ${codes}`);
}

/** Kills a child and waits until it is gone. */
export async function killProcess(child: Child): Promise<void> {
  sendSignal(child, 9);
  const code = await child.end();
  if (code !== -9) throw new Error(`the child had ended with ${code} before`);
}

/** 19 stops it, 18 lets it go on. */
export function sendSignal(child: Child, signal: number): void {
  processes().libc()!.kill(child.pid, signal);
}
