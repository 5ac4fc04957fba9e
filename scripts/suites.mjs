// The test runners, as this project calls them.
import { below } from "./files.mjs";
import { bun, deno } from "./paths.mjs";
import { bunTotals, denoTotals } from "./totals.mjs";

export const runners = {
  deno: {
    command: deno,
    // The type check is a step of its own.
    args: (files, extra = []) => ["test", "-A", "--no-check", ...extra, ...files],
    totals: denoTotals,
  },
  bun: {
    command: bun,
    // "./": Bun takes anything else for a part of a name.
    args: (
      files,
      extra = [],
    ) => ["test", "--timeout=30000", ...extra, ...files.map((file) => `./${file}`)],
    totals: bunTotals,
  },
};

/** The test files below tests/ whose path contains one of the filters. */
export function testFiles(suffix = "_test.ts", filters = []) {
  const all = below("tests").filter((file) => file.endsWith(suffix));
  return filters.length === 0
    ? all
    : all.filter((file) => filters.some((part) => file.includes(part)));
}
