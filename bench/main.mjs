// npm run bench [-- [--json] [FILTER…]]: measures the rows whose name contains a FILTER on both runtimes and with
// python3, where there is one, and prints one table (with --json: one JSON document). A missed target is no failure.
import os from "node:os";
import path from "node:path";
import { existsSync } from "node:fs";
import { bun, deno, root } from "../scripts/paths.mjs";
import { run } from "../scripts/run.mjs";
import { judge } from "./judge.mjs";
import { rows } from "./rows.mjs";
import { summary } from "./statistics.mjs";
import { resultTable } from "./table.mjs";

const timeLimit = 120_000;
const runtimes = {
  deno: [deno, "run", "-A", "--no-check", "bench/main.ts"],
  bun: [bun, "run", "bench/main.ts"],
};

/** The last line of what a command prints, as JSON; undefined, and the reason on stderr, if it fails. */
async function measured(label, [command, ...args]) {
  process.stderr.write(`${label} … `);
  const { ok, output, stdout, ms } = await run(command, args, { timeout: timeLimit });
  try {
    if (!ok) throw undefined;
    const result = JSON.parse(stdout.trimEnd().split("\n").at(-1));
    process.stderr.write(`${(ms / 1000).toFixed(1)} s\n`);
    return result;
  } catch {
    process.stderr.write(`FAILED\n${output.trimEnd().replace(/^/gm, "    | ")}\n`);
  }
}

async function versionOf(command) {
  const { ok, stdout } = await run(command, ["--version"]);
  return ok ? stdout.trim().split("\n")[0] : undefined;
}

async function measureRow(name, hasPython) {
  const counterpart = path.join(root, `bench/python/${name}.py`);
  const results = {};
  for (const [runtime, command] of Object.entries(runtimes)) {
    results[runtime] = await measured(`${name} on ${runtime}`, [...command, name]);
  }
  // -B: leaves no compiled files behind.
  const python = hasPython && existsSync(counterpart)
    ? await measured(`${name} on python3`, ["python3", "-B", counterpart])
    : undefined;
  return Object.entries(results).map(([runtime, result]) =>
    result === undefined
      ? { name, runtime, failed: true }
      : { runtime, ...judge(result, python && summary(python.samples)) }
  );
}

const args = process.argv.slice(2);
const json = args.includes("--json");
const filters = args.filter((arg) => arg !== "--json");
const unknown = filters.find((arg) => arg.startsWith("-"));
const chosen = filters.length === 0
  ? rows
  : rows.filter((name) => filters.some((part) => name.includes(part)));

if (unknown !== undefined || chosen.length === 0) {
  console.error(
    unknown !== undefined
      ? `unknown option ${unknown}`
      : `no row has ${filters.join(" or ")} in its name; there are ${rows.join(", ")}`,
  );
  process.exitCode = 2;
} else {
  const machine = {
    processor: os.cpus()[0]?.model ?? "unknown",
    cpus: os.availableParallelism(),
    // Others at work on the machine: above 0, the figures are rough.
    loadBefore: Number(os.loadavg()[0].toFixed(2)),
    deno: await versionOf(deno),
    bun: await versionOf(bun),
    python3: await versionOf("python3"),
  };
  const results = [];
  for (const name of chosen) results.push(...await measureRow(name, machine.python3 !== undefined));
  console.log(
    json ? JSON.stringify({ machine, rows: results }, null, 2) : resultTable(machine, results),
  );
  if (results.some(({ failed }) => failed)) process.exitCode = 1;
}
