import { test } from "node:test";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Outcome, runProgram } from "../support/run.ts";

function run(name: string, ...args: string[]): Promise<Outcome> {
  return runProgram(new URL(`./programs/${name}.ts`, import.meta.url), args);
}

async function prints(name: string, ...lines: string[]): Promise<Outcome> {
  const outcome = await run(name);
  assertEquals(outcome.stderr, "");
  assertEquals(outcome.stdout.split("\n").slice(0, -1), lines);
  assertEquals(outcome.code, 0);
  return outcome;
}

test("17.1 exit: the program waits for a thread that is no daemon", async () => {
  await prints("non_daemon", "Woke up, sleep function is: function");
});

test("17.1 exit: it waits for threads that such a thread starts, too", async () => {
  await prints("blocked_non_daemon", "second");
});

test("17.1 exit: a thread may join the main thread, which ends when it has nothing left to do", async () => {
  await prints("join_main", "end of main", "end of thread");
});

test("17.1 exit: daemons, busy or blocked, do not keep the program", async () => {
  const { took } = await prints("daemon", "end of main");
  assert(took < 5000);
});

for (const how of ["throw", "timer", "rejection"]) {
  test(`17.1 exit: after an uncaught error in main (${how}) it waits all the same, with status 1`, async () => {
    const { code, stdout, stderr } = await run("failing_main", how);
    assertEquals([code, stdout], [1, "the thread is done\n"]);
    assertMatch(stderr, /RangeError: main failed|error: main failed/);
  });
}

test("17.1 exit: process.exit in main ends the program at once", async () => {
  const { code, stdout } = await run("failing_main", "exit");
  assertEquals([code, stdout], [3, ""]);
});

test("17.1 exit: main and a thread that end at any time leave nothing on stderr", async () => {
  for (let i = 0; i < 5; i++) await prints("random_exit", "done");
});

test("17.1 exit: the hook runs although main has nothing left to do", async () => {
  await prints("hook_after_main", "hook: RangeError: late");
});

test("17.1 exit: a program without a guard is told so, and ends", async () => {
  const { code, stderr } = await run("unguarded");
  assertStringIncludes(stderr, "import.meta.main");
  assertEquals(code, 0);
});

test("17.1.2 Thread: 100 threads that write a file and take a stack", async () => {
  await prints("multi_file", "written");
});
