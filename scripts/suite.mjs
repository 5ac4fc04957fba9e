// node scripts/suite.mjs RUNTIME [FILTER…] [OPTION…]: the test files whose path contains a FILTER, on one runtime.
// Options (`--filter=…` of Deno, `-t=…` of Bun) go to the runner.
import { main } from "./main.mjs";
import { runForeground } from "./run.mjs";
import { runners, testFiles } from "./suites.mjs";

main(([runtime, ...args]) => {
  const { command, args: build } = runners[runtime];
  const options = args.filter((arg) => arg.startsWith("-"));
  const filters = args.filter((arg) => !arg.startsWith("-"));
  const files = testFiles("_test.ts", filters);
  if (files.length === 0) throw new Error(`no test file has ${filters.join(" or ")} in its path`);
  return runForeground(command, build(files, options));
});
