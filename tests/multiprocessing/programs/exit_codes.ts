// One child, of which the exit code is printed.

import { Process } from "../../../multiprocessing/process.ts";
import * as targets from "../process_targets.ts";

if (import.meta.main) {
  const [name, args = "[]"] = globalThis.Deno?.args ?? (globalThis as never as Bun).process.argv
    .slice(2);
  const target = targets[name as "fail"] as (...args: unknown[]) => unknown;
  const process = new Process({ target, args: JSON.parse(args), name: "child" });
  process.start();
  await process.join();
  console.error(`exitcode ${process.exitcode}`);
}

interface Bun {
  process: { argv: string[] };
}
