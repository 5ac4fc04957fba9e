import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import { run } from "../../scripts/run.mjs";

const node = (code: string) => ["node", ["-e", code]] as const;

test("the output and the exit status of a command are taken", async () => {
  const result = await run(...node('console.log("out"); console.error("err"); process.exit(3)'));
  assertEquals([result.ok, result.code, result.stdout], [false, 3, "out\n"]);
  assertStringIncludes(result.output, "err");
  assertEquals((await run(...node(""))).ok, true);
});

test("a command that can't be started is a failure that names it", async () => {
  const { ok, output } = await run("no-such-command-here", []);
  assertEquals(ok, false);
  assertStringIncludes(output, "no-such-command-here");
});

test("a command that does not end is stopped at its time limit, with all that it started", async () => {
  // The grandchild holds the output open: only its end lets run() resolve.
  const { ok, output, ms } = await run(
    ...node(`
      require("node:child_process").spawn("sleep", ["60"], { stdio: "inherit" });
      setInterval(() => {}, 1000);
    `),
    { timeout: 500 },
  );
  assertEquals(ok, false);
  assertStringIncludes(output, "not finished after 0.5 s");
  assert(ms < 20_000, `${ms} ms`);
});

test("what a command leaves running ends with it", async () => {
  const { ok, ms } = await run(
    ...node(`
      require("node:child_process").spawn("sleep", ["60"], { stdio: "inherit" }).unref();
    `),
  );
  assertEquals(ok, true);
  assert(ms < 20_000, `${ms} ms`);
});
