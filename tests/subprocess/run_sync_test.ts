import { test } from "node:test";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { PIPE, Popen, runSync } from "@weft/concurrency/subprocess";
import { endSuite } from "./run_end_suite.ts";
import { outputSuite } from "./run_output_suite.ts";
import { startSuite } from "./run_start_suite.ts";
import { stdioSuite } from "./run_stdio_suite.ts";
import { blocking, errorOf, hasLibc } from "./run_support.ts";

outputSuite(blocking);
stdioSuite(blocking);
startSuite(blocking);
endSuite(blocking);

test("17.5.1 runSync: it throws, and has no signal", async () => {
  const options = { signal: new AbortController().signal } as Record<string, unknown>;
  assertInstanceOf(await errorOf(() => runSync(["true"], options)), TypeError);
});

test("17.5.1 runSync: reads from a Popen that goes on", { skip: !hasLibc }, async () => {
  const yes = new Popen(["yes"], { stdout: PIPE });
  const { stdout } = runSync(["head", "-n", "2"], { stdin: yes.stdout, stdout: PIPE, text: true });
  assertEquals(stdout, "y\ny\n");
  assertEquals(await yes.wait({ timeout: 10_000 }), -13);
});

test("17.5.1 runSync: children of the runtime that end meanwhile are not lost", async () => {
  const child = new Popen(["sh", "-c", "exit 5"]);
  for (let i = 0; i < 5; i++) runSync(["true"], { captureOutput: true });
  assertEquals(await child.wait({ timeout: 10_000 }), 5);
});
