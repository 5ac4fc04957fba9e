import { test } from "node:test";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Outcome, runProgram } from "../../support/run.ts";

function run(name: string): Promise<Outcome> {
  return runProgram(new URL(`./programs/${name}.ts`, import.meta.url));
}

/** The program ends by itself with status 0, prints the lines and reports nothing. */
async function prints(name: string, ...lines: string[]): Promise<Outcome> {
  const outcome = await run(name);
  assertEquals(outcome.stderr, "");
  assertEquals(outcome.stdout.split("\n").slice(0, -1), lines);
  assertEquals(outcome.code, 0);
  return outcome;
}

test("17.4.2 exit: work submitted without shutdown is finished before the program ends", async () => {
  const { took } = await prints("apple", "apple");
  assert(took >= 1000);
});

test("17.4.2 exit: queued and asynchronous work is finished too", async () => {
  const { stdout, stderr, code } = await run("many_apples");
  assertEquals([stderr, code], ["", 0]);
  const lines = new Set(stdout.split("\n").slice(0, -1));
  assertEquals(lines, new Set(Array.from({ length: 100 }, (_, i) => `apple ${i}`)));
});

test("17.4.1 exit: shutdown without wait, the work is finished all the same (gh83386)", async () => {
  await prints("shutdown_no_wait", "apple");
});

test("17.4.1 exit: shutdown without wait and with cancelFutures does what has begun at most", async () => {
  const { stdout, stderr, code } = await run("cancel_no_wait");
  assertEquals([stderr, code], ["", 0]);
  assertMatch(stdout, /^(apple\n)?$/);
});

test("17.4.2 exit: an idle pool does not keep the program alive", async () => {
  await prints("idle_pool", "done");
});

test("17.4.2 exit: a pool that was only waited for by blocking calls does not keep the program alive", async () => {
  await prints("blocked_pool", "5", "6");
});

test("17.4.2 exit: cancelled and refused tasks do not keep the program alive", async () => {
  await prints("cancelled_all", "DataCloneError", "only_0 true");
});

test("17.4.2 exit: pools that are dropped without shutdown do not keep the program alive", async () => {
  await prints("dropped_pools", "20");
});

test("17.4.2 exit: waits at the top level keep the program alive", async () => {
  await prints("top_level_waits", "30", "30", "2", "30", "20", "10", "done");
});

test("17.4.2 exit: tasks submitted by callbacks keep the program alive", async () => {
  await prints("chain", "done");
});

test("17.4.2 exit: work that a task submitted is finished before the program ends", async () => {
  await prints("nested_pools", "outer", "inner");
});

test("17.4.2 exit: a main part that fails gives status 1 and its error", async () => {
  const { code, stderr } = await run("main_fails");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "RangeError: the main part fails");
});

test("17.4.2 exit: a task's error that the main part does not catch gives status 1", async () => {
  const { code, stderr } = await run("main_rejects");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "a failure that nobody asks for");
});

test("17.4.4 exit: failures that nobody asks for are silent", async () => {
  await prints("silent_failures", "true");
});

test("17.4.2 exit: process.exit ends the program at once, with its status", async () => {
  const { code, stdout, stderr, took } = await run("exit_status");
  assertEquals([code, stdout, stderr], [3, "", ""]);
  assert(took < 15_000);
});

test("17.4.1 exit: submit within an exit handler is a RuntimeError, and the program ends", async () => {
  const { code, stdout, stderr } = await run("exit_handler");
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^before\nRuntimeError: .*cannot schedule new futures/);
});

test("17.4.2 exit: a main module may submit its own function under the guard", async () => {
  await prints("guarded", "42");
});

test("17.4.2 exit: a main module that submits without the guard is told so, and ends", async () => {
  const { code, stdout } = await run("unguarded");
  assertStringIncludes(stdout, "RuntimeError");
  assertStringIncludes(stdout, "import.meta.main");
  assertEquals(code, 0);
});

test("17.4.4 exit: a callback's error is reported on stderr, and the program goes on", async () => {
  const { code, stdout, stderr } = await run("callback_error");
  assertEquals([code, stdout], [0, "next\n5\n"]);
  assertStringIncludes(stderr, "RangeError: from a callback");
});
