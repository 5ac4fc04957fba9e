import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { compare, timed } from "./compare.ts";
import type { Row } from "./row.ts";

const options = typeof Deno === "undefined" ? ["run"] : ["run", "-A", "--no-check"];

/** A fresh process that imports one module and ends. */
function program(module: string): () => Promise<number> {
  const file = fileURLToPath(new URL(`./import/${module}`, import.meta.url));
  return () =>
    timed(() => {
      const { status, stderr } = spawnSync(process.execPath, [...options, file]);
      if (status !== 0) throw new Error(`${module} ended with status ${status}\n${stderr}`);
    });
}

/** What a program pays that imports a module of the package; `file` is one of bench/import that does. */
export function importRow(module: string, file: string, more: Partial<Row> = {}): Row {
  return {
    title: `a program that imports ${module}`,
    unit: "ms",
    rawIs: "a program that imports an empty module",
    // The warm-up fills the runtime's caches of transpiled modules.
    measure: () =>
      compare({ rounds: 40, warmUp: 3 }, { ours: program(file), raw: program("empty.ts") }),
    ...more,
  };
}
