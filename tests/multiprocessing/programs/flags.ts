// The switches that a child runs under, and those of its parent.

import { self } from "../../../_runtime/processes/self.ts";
import { task } from "../../../_transfer/task.ts";
import { Process } from "../../../multiprocessing/process.ts";

export const tell = task(import.meta, () => {
  const { location, process } = globalThis as unknown as {
    location?: { href: string };
    process: { execArgv: string[] };
  };
  console.log(JSON.stringify([
    self().kind === "deno"
      ? location?.href
      : process.execArgv.filter((arg) => /^--[a-z]/.test(arg)),
    self().args,
  ]));
});

if (import.meta.main) {
  const child = new Process({ target: tell });
  child.start();
  await child.join();
  tell();
}
