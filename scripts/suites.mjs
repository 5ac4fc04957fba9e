// The tests, as this project runs them: a process for each file. What one file leaves behind (Bun shares one global
// object between files) can't disturb another, and a file that hangs costs its own results only. They run two at a
// time, which shows what holds only on an idle machine; tests of deadlines have it to themselves.
import { below } from "./files.mjs";
import { bun, deno } from "./paths.mjs";
import { report } from "./report.mjs";
import { run } from "./run.mjs";
import { bunTotals, denoTotals, judged, sum } from "./totals.mjs";

export const runners = {
  deno: {
    name: "Deno",
    command: deno,
    // The type check is a step of its own.
    args: (file, extra = []) => ["test", "-A", "--no-check", ...extra, file],
    totals: denoTotals,
  },
  bun: {
    name: "Bun",
    command: bun,
    // "./": Bun takes anything else for a part of a name.
    args: (file, extra = []) => ["test", "--timeout=30000", ...extra, `./${file}`],
    totals: bunTotals,
  },
};

/** The files below tests/ with this ending whose path contains one of the filters. */
export function testFiles(suffix, filters = []) {
  const all = below("tests").filter((file) => file.endsWith(suffix));
  return filters.length === 0
    ? all
    : all.filter((file) => filters.some((part) => file.includes(part)));
}

/** Runs one file; resolves to its totals, how long it took and what it said. */
export async function runFile(runner, file, timeout) {
  const { ok, output, ms } = await run(runner.command, runner.args(file), { timeout });
  return { counts: judged(runner.totals(output), ok), ms, output };
}

/** Folders whose tests are about deadlines: they have the machine to themselves. */
const hurried = ["tests/subprocess/", "tests/_sync/", "tests/main_job/"];
/** But for those in them that wait for nothing but the processor. */
const unhurried = "tests/subprocess/text/";

/** Runs all test files on one runtime and reports those that fail; resolves to the totals. */
export async function runSuite(runner, { fileLimit, limit }) {
  const deadline = performance.now() + limit;
  const results = [];
  const lane = async (files) => {
    for (let file; (file = files.shift()) !== undefined;) {
      const left = Math.max(1, deadline - performance.now());
      const { counts, ms, output } = await runFile(runner, file, Math.min(fileLimit, left));
      results.push(counts);
      if (counts.failed > 0) report(`${file} on ${runner.name}`, ms, counts, output);
    }
  };
  const all = testFiles("_test.ts");
  const alone = all.filter((file) =>
    hurried.some((start) => file.startsWith(start)) && !file.startsWith(unhurried)
  );
  const together = all.filter((file) => !alone.includes(file));
  await Promise.all([lane(together), lane(together)]);
  await lane(alone);
  return sum(results);
}
