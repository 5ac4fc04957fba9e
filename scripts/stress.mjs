// npm run stress: every tests/**/*_stress.ts on both runtimes, a process each, one after the other.
import { main } from "./main.mjs";
import { report } from "./report.mjs";
import { runFile, runners, testFiles } from "./suites.mjs";
import { closingLine, sum } from "./totals.mjs";

const budget = 19.5 * 60_000;
const perFile = 5 * 60_000;

main(async (filters) => {
  const files = testFiles("_stress.ts", filters);
  if (files.length === 0) {
    console.log("No stress tests (tests/**/*_stress.ts) yet.");
    return 0;
  }
  const deadline = Date.now() + budget;
  const results = [];
  for (const file of files) {
    for (const runner of Object.values(runners)) {
      const timeout = Math.max(1, Math.min(perFile, deadline - Date.now()));
      const { counts, ms, output } = await runFile(runner, file, timeout);
      results.push(counts);
      report(`${file} on ${runner.name}`, ms, counts, output);
    }
  }
  const totals = sum(results);
  console.log(closingLine(totals));
  return totals.failed === 0 ? 0 : 1;
});
