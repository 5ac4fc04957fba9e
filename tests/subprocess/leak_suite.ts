// What must not be left of children, however they end.

import { test } from "node:test";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { run, runSync } from "@weft/concurrency/subprocess";
import { runProgram } from "../support/run.ts";

const kinds: Record<string, string> = {
  run: "without pipes",
  runPipes: "with pipes",
  merged: "with one pipe for stdout and stderr",
  devnull: "without streams",
  unread: "that do not read their input",
  missing: "that can't be started",
  missingFolder: "whose folder is missing",
  late: "that are late",
  runSync: "without pipes, blocking",
  runSyncPipes: "with pipes, blocking",
  missingSync: "that can't be started, blocking",
  lateSync: "that are late, blocking",
  popenMissing: "of Popen that can't be started",
  disposed: "of Popen that are disposed of",
  streams: "of Popen that are read as streams",
  pipeline: "of Popen in a pipeline",
};

/** How many children there are. */
export interface Extent {
  /** Of each kind, one after the other. */
  readonly each: number;
  /** At once. */
  readonly children: number;
  /** Files that may be open when there are too many. */
  readonly tight: number;
}

export function leakSuite({ each, children, tight }: Extent): void {
  for (const [kind, what] of Object.entries(kinds)) {
    test(`17.5.1 leaks: ${each} children ${what} leave no descriptor and no zombie`, async () => {
      const program = new URL("./programs/leak.ts", import.meta.url);
      const { code, stdout, stderr } = await runProgram(program, [kind, String(each)]);
      assertEquals([stdout, stderr, code], ["0 0\n", "", 0]);
    });
  }

  test(`17.5.1 leaks: ${children} children at once all end`, {
    skip: hardLimit < 8000,
  }, async () => {
    assertEquals(await many(children, 8000), {
      outcomes: { fine: children },
      descriptors: 0,
      zombies: 0,
    });
  });

  test("17.5.1 leaks: too many for the limit of open files are EMFILE, the others end", async () => {
    const { outcomes, ...left } = await many(children, tight);
    const { fine, ...failures } = outcomes;
    assert(fine! > 0);
    assert(Object.keys(failures).length > 0);
    for (const failure of Object.keys(failures)) {
      assert(failure.startsWith("EMFILE: Too many open files"), failure);
    }
    assertEquals(left, { descriptors: 0, zombies: 0 });
  });
}

interface Report {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly descriptors: number;
  readonly zombies: number;
}

async function many(children: number, limit: number): Promise<Report> {
  const program = fileURLToPath(new URL("./programs/many.ts", import.meta.url));
  const start = "Bun" in globalThis ? ["run"] : ["run", "--quiet", "--no-check", "-A"];
  const script = `ulimit -n ${limit} && exec "$0" "$@"`;
  const { stdout, stderr, returncode } = await run(
    ["sh", "-c", script, process.execPath, ...start, program, String(children)],
    { cwd: new URL("../../", import.meta.url), captureOutput: true, text: true, timeout: 20_000 },
  );
  assertEquals([stderr, returncode], ["", 0]);
  return JSON.parse(stdout!) as Report;
}

const hardLimit = Number(
  runSync("ulimit -Hn", { shell: true, captureOutput: true, text: true }).stdout!.replace(
    "unlimited\n",
    "Infinity",
  ),
);
