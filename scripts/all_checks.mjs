// npm test: every check of the repository, each a step with a line of its own, and one closing line with the totals.
import { below, publicModules } from "./files.mjs";
import { main } from "./main.mjs";
import { deno } from "./paths.mjs";
import { report } from "./report.mjs";
import { run } from "./run.mjs";
import { runners, testFiles } from "./suites.mjs";
import { closingLine, judged, ownTotals, sum } from "./totals.mjs";

const minute = 60_000;
const exported = publicModules().map(({ file }) => file);

// Named one by one: a folder would bring in what other steps write to .cache.
const sources = below().filter((file) => file.endsWith(".ts"));

const suite = (runtime) => ({
  name: `suite on ${runtime === "deno" ? "Deno" : "Bun"}`,
  command: runners[runtime].command,
  args: runners[runtime].args(testFiles()),
  totals: runners[runtime].totals,
  timeout: 4 * minute,
});
const check = (name, ...args) => ({ name, command: deno, args });
const script = (name, file) => ({
  name,
  command: process.execPath,
  args: [`scripts/${file}`],
  totals: ownTotals,
});

// Checks that wait for nothing but the processor: two at a time.
const checks = [
  check("type check", "check", "--quiet", ...sources),
  check("format", "fmt", "--check"),
  check("lint", "lint"),
  check("documentation lint", "doc", "--lint", ...exported),
  check("publish dry run", "publish", "--dry-run", "--allow-dirty"),
  script("documentation examples", "doc_examples.mjs"),
  script("edge check", "edge_check.mjs"),
];
// Tests of concurrency have the machine to themselves.
const suites = [suite("deno"), suite("bun")];

async function runStep({ name, command, args, totals, timeout = 2 * minute }) {
  const { ok, output, ms } = await run(command, args, { timeout });
  const counts = judged(
    totals === undefined ? { passed: Number(ok), failed: 0 } : totals(output),
    ok,
  );
  report(name, ms, counts, output);
  return counts;
}

/** Runs the steps, `lanes` at a time. */
async function runSteps(steps, lanes) {
  const waiting = [...steps];
  const results = [];
  const lane = async () => {
    for (let step; (step = waiting.shift()) !== undefined;) results.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

main(async () => {
  const totals = sum([...await runSteps(checks, 2), ...await runSteps(suites, 1)]);
  console.log(closingLine(totals));
  return totals.failed === 0 ? 0 : 1;
});
