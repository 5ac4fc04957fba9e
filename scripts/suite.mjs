// node scripts/suite.mjs RUNTIME [FILTER…] [OPTION…]: the test files whose path contains a FILTER, on one runtime.
// Options (`--filter=…` of Deno, `-t=…` of Bun) go to the runner.
import { main } from "./main.mjs";
import { runForeground } from "./run.mjs";
import { runners, testFiles } from "./suites.mjs";

main(async ([runtime, ...args]) => {
  const { command, args: build } = runners[runtime];
  const options = args.filter((arg) => arg.startsWith("-"));
  const filters = args.filter((arg) => !arg.startsWith("-"));
  const files = testFiles("_test.ts", filters);
  if (files.length === 0) throw new Error(`no test file has ${filters.join(" or ")} in its path`);
  const failed = [];
  for (const file of files) {
    const status = await runForeground(command, build(file, options));
    if (status >= 128) return status;
    if (status !== 0) failed.push(file);
  }
  for (const file of failed) console.log(`FAILED ${file}`);
  console.log(`${files.length - failed.length} of ${files.length} files passed`);
  return failed.length === 0 ? 0 : 1;
});
