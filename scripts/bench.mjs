// npm run bench [-- OPTION…]: the benchmarks of both runtimes beside the raw primitives and python3.
import { existsSync } from "node:fs";
import path from "node:path";
import { main } from "./main.mjs";
import { root } from "./paths.mjs";
import { runForeground } from "./run.mjs";

const program = path.join(root, "bench/main.mjs");

main((args) => {
  if (existsSync(program)) return runForeground(process.execPath, [program, ...args]);
  console.log("No benchmarks (bench/main.mjs) yet.");
  return 0;
});
