// Reads the closing lines of the test runners.

const none = { passed: 0, failed: 0, skipped: 0 };

/** `ok | 6 passed (2 steps) | 0 failed | 1 ignored (764ms)` */
export function denoTotals(output) {
  const lines = [...output.matchAll(/^(?:ok|FAILED) \| (\d+) passed(.*)$/gm)];
  const last = lines.at(-1);
  if (last === undefined) return none;
  const count = (word) => Number(last[2].match(new RegExp(`\\| (\\d+) ${word}`))?.[1] ?? 0);
  return { passed: Number(last[1]), failed: count("failed"), skipped: count("ignored") };
}

/** ` 4 pass`, ` 1 skip`, ` 0 fail`, ` 1 error`, a line each */
export function bunTotals(output) {
  const count = (word) =>
    Number([...output.matchAll(new RegExp(`^ *(\\d+) ${word}s?$`, "gm"))].at(-1)?.[1] ?? 0);
  return { passed: count("pass"), failed: count("fail") + count("error"), skipped: count("skip") };
}

/** `12 passed, 0 failed`, ours */
export function ownTotals(output) {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return last === undefined
    ? none
    : { passed: Number(last[1]), failed: Number(last[2]), skipped: 0 };
}

/** Totals of a run; one that fails without a failed test, or that has no test at all, counts as a failure. */
export function judged({ passed, failed, skipped = 0 }, ok) {
  const none = passed + failed + skipped === 0;
  return { passed, failed: failed === 0 && (!ok || none) ? 1 : failed, skipped };
}

export function sum(all) {
  const total = (key) => all.reduce((n, totals) => n + (totals[key] ?? 0), 0);
  return { passed: total("passed"), failed: total("failed"), skipped: total("skipped") };
}

export function closingLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}
