// npm start [-- [--bun] [--processes] [--workers N] [DIR]]: the main job, on Deno or on Bun.
import path from "node:path";
import { main } from "./main.mjs";
import { bun, deno, root } from "./paths.mjs";
import { runForeground } from "./run.mjs";

const program = "examples/main_job/main.ts";
// npm changes to the root folder; a DIR is meant from where the user stood.
const here = process.env.INIT_CWD ?? process.cwd();

main((args) => {
  const rest = args.filter((arg) => arg !== "--bun");
  const folders = rest.flatMap((arg, i) => {
    if (arg.startsWith("-") || rest[i - 1] === "--workers") return [];
    return [rest[i] = path.resolve(here, arg)];
  });
  if (args.includes("--bun")) return runForeground(bun, ["run", program, ...rest]);
  // All it needs: this package's modules, the files that it measures, and the programs that it asks.
  const readable = [root, ...folders].map((folder) => folder.replaceAll(",", ",,")).join(",");
  return runForeground(deno, [
    "run",
    "--no-check",
    `--allow-read=${readable}`,
    // Processes are started, and share memory, through the C library, and Deno is the program.
    ...(args.includes("--processes")
      ? ["--allow-run", "--allow-ffi"]
      : ["--allow-run=uname,find,wc"]),
    program,
    ...rest,
  ]);
});
