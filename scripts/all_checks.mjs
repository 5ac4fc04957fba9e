// npm test: every check of the repository, each a step with a line of its own, and one closing line with the totals.
import { below, publicModules } from "./files.mjs";
import { main } from "./main.mjs";
import { deno } from "./paths.mjs";
import { report } from "./report.mjs";
import { run } from "./run.mjs";
import { runners, runSuite } from "./suites.mjs";
import { closingLine, judged, ownTotals, sum } from "./totals.mjs";

const minute = 60_000;
const exported = publicModules().map(({ file }) => file);
// Named one by one: a folder would bring in what other steps write to .cache.
const sources = below().filter((file) => file.endsWith(".ts"));

const check = (name, ...args) => ({
  name,
  command: deno,
  args,
  totals: (_, ok) => ({ passed: Number(ok), failed: 0 }),
});
const script = (name, file) => ({
  name,
  command: process.execPath,
  args: [`scripts/${file}`],
  totals: ownTotals,
});

const checks = [
  check("type check", "check", "--quiet", ...sources),
  check("format", "fmt", "--check"),
  check("lint", "lint"),
  check("documentation lint", "doc", "--lint", ...exported),
  check("publish dry run", "publish", "--dry-run", "--allow-dirty"),
  script("documentation examples", "doc_examples.mjs"),
  script("edge check", "edge_check.mjs"),
];

async function runCheck({ name, command, args, totals }) {
  const { ok, output, ms } = await run(command, args, { timeout: 3 * minute });
  const counts = judged(totals(output, ok), ok);
  report(name, ms, counts, output);
  return counts;
}

/** Two at a time: they wait for nothing but the processor. */
async function runChecks() {
  const waiting = [...checks];
  const results = [];
  const lane = async () => {
    for (let next; (next = waiting.shift()) !== undefined;) results.push(await runCheck(next));
  };
  await Promise.all([lane(), lane()]);
  return sum(results);
}

async function runTests(runner) {
  const start = performance.now();
  const counts = await runSuite(runner, { fileLimit: 2 * minute, limit: 8 * minute });
  report(`suite on ${runner.name}`, performance.now() - start, counts, "");
  return counts;
}

main(async () => {
  const results = [await runChecks()];
  for (const runner of Object.values(runners)) results.push(await runTests(runner));
  const totals = sum(results);
  console.log(closingLine(totals));
  return totals.failed === 0 ? 0 : 1;
});
